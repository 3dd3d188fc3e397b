import Hummingbird
import HummingbirdTesting
import Registry
import Testing

@testable import FrontDesk

@Suite struct PrivacyPageTests {
    @Test func `the clerk sees how many faces are stored, what that asks for, and the terms`()
        async throws
    {
        try await Sample.clerkApplication(ScriptedCounter()).test(.router) { client in
            var browser = DeskBrowser(client: client)
            try await browser.signIn()
            let answer = try await browser.get("/privacy")
            #expect(answer.status == .ok)
            let html = String(buffer: answer.body)
            for part in [
                "81234", "请准备向省级网信部门备案", "100000", "30 个工作日", "41 份", "7 份", "2 份",
                "离房后 30 天删除", "离房后 1825 天删除", "门口告示", "未满十四周岁",
            ] {
                #expect(html.contains(part), "\(part)")
            }
            #expect(!html.contains(" style="))
        }
    }
}
