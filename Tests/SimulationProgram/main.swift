import Glibc
import Simulation

// moso-sim: the simulated federation from the command line. docs/simulation.md has its commands.

let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case "history":
    while let line = readLine() {
        print(HistoryRun.answer(line: line))
        fflush(nil)
    }
default:
    print("usage: moso-sim history")
    exit(64)
}
