import MintScreen
import Testing

@Suite struct QRPictureTests {
    @Test(arguments: [QRPicture.Form.halfBlocks, .ascii], [1, 17, 60, 200])
    func `the lines fill the size that is told`(form: QRPicture.Form, length: Int) throws {
        let code = try #require(QRCode(String(repeating: "x", count: length)))
        for ground in [QRPicture.Ground.dark, .light] {
            let picture = QRPicture(code, form: form, ground: ground)
            #expect(picture.lines.count == picture.size.rows)
            #expect(picture.lines.allSatisfy { $0.columns == picture.size.columns })
        }
    }

    @Test func `a version 1 code takes 29 by 15 cells, in ASCII 58 by 29`() throws {
        let code = try #require(QRCode("mint"))
        #expect(QRPicture(code).size == Size(columns: 29, rows: 15))
        #expect(QRPicture(code, form: .ascii).size == Size(columns: 58, rows: 29))
        #expect(QRPicture(code, quietZone: -3).size == Size(columns: 21, rows: 11))
    }

    @Test func `a caller can see whether it fits`() throws {
        let picture = QRPicture(try #require(QRCode("mint")))
        #expect(picture.fits(Size(columns: 29, rows: 15)))
        #expect(!picture.fits(Size(columns: 28, rows: 15)))
        #expect(!picture.fits(Size(columns: 29, rows: 14)))
        #expect(!picture.fits(Size(columns: 0, rows: 0)))
    }

    @Test func `ink is what is dark on a light ground, and what is light on a dark one`() throws {
        let code = try #require(QRCode("mint"))
        let light = QRPicture(code, form: .ascii, ground: .light, quietZone: 1).lines
        let dark = QRPicture(code, form: .ascii, ground: .dark, quietZone: 1).lines
        #expect(light[1].hasPrefix("  ##############  "))
        #expect(dark[1].hasPrefix("##              ##"))
        #expect(light[0].allSatisfy { $0 == " " } && dark[0].allSatisfy { $0 == "#" })
        let swapped = dark.map { String($0.map { $0 == "#" ? " " : "#" }) }
        #expect(swapped == light)
    }

    @Test func `two rows of modules share a row of half blocks`() throws {
        let code = try #require(QRCode("mint"))
        let lines = QRPicture(code, ground: .light, quietZone: 0).lines
        #expect(lines[0].hasPrefix("█▀▀▀▀▀█ ") && lines[1].hasPrefix("█ ███ █ "))
        // 21 rows: the lower half of the last row belongs to no module.
        #expect(lines[10].hasPrefix("▀▀▀▀▀▀▀ "))
        #expect(QRPicture(code, ground: .dark).lines[14] == String(repeating: "▀", count: 29))
    }
}
