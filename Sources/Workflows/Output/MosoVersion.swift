/// Which moso this is: the number in `CHANGELOG.md`.
public enum MosoVersion {
    public static let text = "0.1.0"
}
