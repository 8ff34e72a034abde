import Glibc
import Simulation

// moso-sim: the simulated federation from the command line. docs/simulation.md has its commands.

let arguments = Arguments(CommandLine.arguments.dropFirst())
switch arguments.command {
case "history":
    while let line = readLine() {
        print(HistoryRun.answer(line: line))
        fflush(nil)
    }
case "run": exit(RunCommand(arguments).run())
case "exhaust": exit(ExhaustCommand(arguments).run())
case "shrink": exit(ShrinkCommand(arguments).run())
case "replay": exit(ReplayCommand(arguments).run())
default:
    print(Arguments.usage)
    exit(64)
}
