import Foundation
import Testing

@testable import Workflows

@Suite struct SampleStoriesTests {
    @Test func `stories that find too few tenancies say so in their own words`() throws {
        let root = FileManager.default.temporaryDirectory.path + "/moso-stories-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: root) }
        try FileManager.default.createDirectory(
            atPath: root, withIntermediateDirectories: true)
        let world = SampleWorld(scale: .tenth)
        var stories = try SampleStories(world, in: SampleFederation(world, in: root))
        let all = world.tenancies.dropFirst().flatMap(\.all).count { $0.stage == "moved-in" }
        // Each tenancy is given out once, the stories' own among them.
        #expect {
            for _ in 0...all { _ = try stories.nextTenancy() }
        } throws: { error in
            guard let problem = error as? Problem else { return false }
            return problem.code == .sampleBeside
                && problem.details["tenancies"] == .count(all)
                && problem.happened.zh.contains("租约只有 \(all) 份")
                && problem.happened.en.contains("\(all) tenancies")
        }
    }
}
