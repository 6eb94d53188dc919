import Glibc
import MintCommands
import MintCore

/// The program: hardens itself, reads the environment, builds the adapters, and hands them down.
@main
struct Mintmark {
    static func main() async {
        let arguments = ProcessGuard.takeArguments()
        if arguments == ["--version"] {
            // Scripts ask for it often: no signal handlers, no tasks.
            StandardStreams.write("mintmark \(version)\n", to: STDOUT_FILENO)
            exit(0)
        }
        let inherited = InheritedDescriptors()
        ReservedDescriptors.take(for: arguments)
        let ignored = ProcessGuard.ignoredSignals()
        let limits = ProcessGuard.harden()
        let prompter = Prompter()
        let environment = ProcessEnvironment()
        let trouble = OutputTrouble()
        let screen = ScreenClaim()
        let plain = PlainInterrupts(prompter)
        let become = Successor(
            inherited: inherited, coreLimit: limits, ignoredSignals: ignored, environment: environment)
        let helpers = HelperRuns()
        let first = FirstSignal()
        let words = arguments.prefix { $0 != "--" }
        let assembly = Assembly(
            environment: environment, prompter: prompter, trouble: trouble, screen: screen, plain: plain,
            helpers: helpers, first: first,
            origin: ProcessOrigin(environment: environment), mayAsk: !words.contains("--no-input"),
            speaksJSON: words.contains("--json"))
        let opened = assembly.opened()
        let context = assembly.context(opened) { plan in
            // The program gets our place: what is open is closed tidily, and opened anew where it cannot be run.
            opened.close()
            return become.become(plan)
        }
        let work = Task { await CommandLineTool(context).run(arguments) }
        let signals = Interruption(
            ignored: ignored, prompter: prompter, screen: screen, plain: plain, first: first,
            speaksJSON: words.contains("--json")
        ) {
            helpers.endAll()
            work.cancel()
        }
        let code = await work.value
        signals.stop()
        await opened.end()
        exit(trouble.exitCode(signals.exitCode(code)))
    }
}
