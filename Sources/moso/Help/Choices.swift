public import ArgumentParser
public import Workflows

// Types of the layers below that can be typed on a command line.
extension Language: ExpressibleByArgument {}
extension TerminalRules.ColourChoice: ExpressibleByArgument {}
extension EncodingChoice: ExpressibleByArgument {}
extension SampleWorld.Scale: ExpressibleByArgument {}
