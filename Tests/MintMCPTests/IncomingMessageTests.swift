import MintCore
import Testing

@testable import MintMCP

@Suite struct IncomingMessageTests {
    @Test(
        arguments: [
            (#"{"jsonrpc":"2.0","id":1,"result":{}}"#, IncomingMessage.result(id: 1, [:])),
            (#"{"id":"a","result":[]}"#, .result(id: "a", [])),
            (
                #"{"jsonrpc":"2.0","error":{"code":-32700,"message":"m"}}"#,
                .failure(id: nil, RPCFailure(code: -32700, message: "m"))
            ),
            (#"{"jsonrpc":"2.0","id":null,"error":{"code":1}}"#, .failure(id: nil, RPCFailure(code: 1, message: ""))),
            (#"{"jsonrpc":"2.0","id":5,"method":"ping"}"#, .request(id: 5, method: "ping")),
            (#"{"jsonrpc":"2.0","method":"n","params":{}}"#, .notification(method: "n")),
            (#"{"jsonrpc":"1.0","id":1,"result":{}}"#, nil), (#"{"jsonrpc":"2.0","id":1}"#, nil),
            (#"{"error":"invalid_token"}"#, nil),
            (#"{"jsonrpc":"2.0","result":{}}"#, nil), ("[]", nil), ("3", nil),
        ] as [(String, IncomingMessage?)])
    func `W-1, W-2: messages are told apart`(text: String, message: IncomingMessage?) throws {
        #expect(IncomingMessage(try #require(JSONValue(bytes: Array(text.utf8)))) == message)
    }

    @Test func `a batch is read, unless a stranger is in it`() {
        let batch = #"[{"jsonrpc":"2.0","method":"n"},{"jsonrpc":"2.0","id":1,"result":{}}]"#
        #expect(IncomingMessage.all(in: Array(batch.utf8))?.count == 2)
        #expect(IncomingMessage.all(in: Array("[1]".utf8)) == nil)
        #expect(IncomingMessage.all(in: Array("[]".utf8)) == nil)
        #expect(IncomingMessage.all(in: Array("<html>".utf8)) == nil)
    }

    @Test func `an answer belongs to its request, an error without an id to any`() {
        #expect(IncomingMessage.result(id: 3, [:]).answers(3))
        #expect(!IncomingMessage.result(id: "3", [:]).answers(3))
        #expect(!IncomingMessage.result(id: 4, [:]).answers(3))
        #expect(IncomingMessage.failure(id: nil, RPCFailure(code: 1, message: "")).answers(3))
        #expect(!IncomingMessage.failure(id: 4, RPCFailure(code: 1, message: "")).answers(3))
    }
}
