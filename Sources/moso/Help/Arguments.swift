internal import Workflows

/// The words of the command line as the system hands them over.
enum Arguments {
    /// The first word that is no UTF-8, as a problem. `CommandLine.arguments` repairs such a word,
    /// and what is repaired is no longer what was typed.
    static var garbled: Problem? {
        for at in 1..<max(1, Int(CommandLine.argc)) {
            guard let word = CommandLine.unsafeArgv[at],
                String(validatingCString: word) == nil
            else { continue }
            return .encoding(word: at, repaired: String(cString: word))
        }
        return nil
    }
}
