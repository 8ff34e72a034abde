import FuzzText
import FuzzWire
import Glibc

// The program that libFuzzer drives: `moso-fuzz TARGET …`, with libFuzzer's own arguments behind the target's
// name. `moso-fuzz --list` names the targets, `moso-fuzz TARGET --seeds FOLDER` writes what honest
// writers make. Built by Tests/Fuzz/fuzz.sh alone: only there the compiler counts branches.

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

private func complain(_ words: String) {
    let line = words + "\n"
    _ = write(2, line, line.utf8.count)
}

let targets = WireTargets.all + TextTargets.all
var words = CommandLine.arguments
// A merge starts this program anew without the target's name.
let isInner = words.contains("-merge_inner=1")
if isInner, let name = getenv("MOSO_FUZZ_TARGET") { words.insert(String(cString: name), at: 1) }
if words.contains("--list") {
    for target in targets { print(target.name, target.bytesMax) }
    exit(0)
}
guard words.count > 1, let target = targets.first(where: { $0.name == words[1] }) else {
    complain("moso-fuzz: name a target: " + targets.map(\.name).joined(separator: ", "))
    exit(64)
}
if words.count == 4, words[2] == "--seeds" {
    for (number, seed) in target.seeds().enumerated() {
        let path = "\(words[3])/seed-\(number)"
        guard let file = fopen(path, "w") else {
            complain("moso-fuzz: \(path) cannot be written")
            exit(74)
        }
        fwrite(seed, 1, seed.count, file)
        fclose(file)
    }
    exit(0)
}
let chosen = target
setenv("MOSO_FUZZ_TARGET", target.name, 1)
var count = CommandLine.argc - (isInner ? 0 : 1)
var arguments = CommandLine.unsafeArgv + (isInner ? 0 : 1)
arguments[0] = CommandLine.unsafeArgv[0]
exit(
    runDriver(&count, &arguments) { bytes, count in
        let input = Array(UnsafeBufferPointer(start: bytes, count: count))
        guard input.count <= chosen.bytesMax else { return -1 }
        do throws(BrokenLaw) { try chosen.run(input) } catch {
            complain("moso-fuzz: \(chosen.name): \(error)")
            abort()
        }
        return 0
    })
