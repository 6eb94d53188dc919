/// What people give by mistake, made by openssl and ssh-keygen; ``pkcs12`` is Base64 of a binary file.
enum RefusedKeys {
    static let tripleDES = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHjME4GCSqGSIb3DQEFDTBBMCkGCSqGSIb3DQEFDDAcBAg5FJbhNqzOYgICCAAw
        DAYIKoZIhvcNAgkFADAUBggqhkiG9w0DBwQIVAgkRKGGC48EgZBHjYd6RhqXKJ1D
        Lzat0utIv5r7Vt0OJtOnxWVkHVz5kI6ojRczQRMQQYi1DeGilTwaSk45CdhtD5Ob
        NL3N+X6bupm9Q14CSN8gRMGSu8rh9XNk/aRR/+bsIl8qk3SEZm43aCwTE2cvMRhm
        W4dadis+9eZgm8BzpGPEYg7tkRTx8LnAc5Fu34pd27i6rDBFRUc=
        -----END ENCRYPTED PRIVATE KEY-----
        """

    static let camellia = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHuMFkGCSqGSIb3DQEFDTBMMCkGCSqGSIb3DQEFDDAcBAhk3ZPF2ZX+oQICCAAw
        DAYIKoZIhvcNAgkFADAfBgsqgwiMmks9AQEBBAQQ7wZdvax78ub3f6wW2ltZ8QSB
        kM6wUr1CoihRhr2jbLADxmjsYvsjVeM0fkhOmJGX/ILZa7EBRNg3S8AzklRn9Yvb
        jSWqtR0i1Yw08diVhWTlZ8Rc+wkKDFisX2Hlu2nmryCJ0Ajp5FEtNlOqOJw0ndDA
        aUYHHCO1ui24DReHw1YeULr9RkZx4RVgz7TmhBmEvO0RThyNeJ5/3bzjUtxhC4mg
        9g==
        -----END ENCRYPTED PRIVATE KEY-----
        """

    static let truncatedHMAC = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjvEk1oegjCKgICCAAw
        DAYIKoZIhvcNAg0FADAdBglghkgBZQMEASoEEB0V42vKrko/wsX7KkSVeEcEgZA5
        qJ12DUWpziJs5IURlJzToUnkpTGs6OIUgHgsSICTF9UnObn3bkSCC4LrqcCdxy59
        IFwM2sZF2Zd1cktyfcfiIBfHTA6wezIJsX2Ub9zgp0oPL3XEiHpyFT3Xp09Aa9V4
        DIdGEw7gaCyXCEH6pQnbwCV+W2op4kfHzFlqtzhEF5srakOd2wAPBjs/rT9dpKo=
        -----END ENCRYPTED PRIVATE KEY-----
        """

    static let pbes1DES = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIGwMBsGCSqGSIb3DQEFAzAOBAjnevnqHOXcmgICCAAEgZANRFHcsLRgJa9gQTc0
        gtSwov3cBvSo3Nb09sE5KbXo2i6FSQ7wUzl/6VuG8f3hPgc5C0FXYw33Awhgdtnj
        Nx/HQtk+VhkeWoeiosIplwTeNdy8Ay+6UhANOxdn3gk0C1CZUUiqKXqEFrsN78Pl
        pisLRI9w080zTZUIf/r/tFi4lGEjm26V2s1JucH9cYcnlbc=
        -----END ENCRYPTED PRIVATE KEY-----
        """

    static let pkcs12TripleDES = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIGxMBwGCiqGSIb3DQEMAQMwDgQI5/WpyC5Zd2wCAggABIGQ5y9nxK1w0GZYkV4K
        RsaxJ46JHgKp73UUZWVxToYNvCx14qWJG71q/pXq9wN2gchs9nkv1YobhTrunJK1
        hVkvKXjzWHc3ofbAaRVk/dEAeMj6riT70Z/d51ScmvqCkO+dhASM8vBAsX40sRAL
        zjjnzQb+gZA3q35uBwiikY9KUW02LXjJZUYzdm+1tqV8kJ7+
        -----END ENCRYPTED PRIVATE KEY-----
        """

    static let traditional = """
        -----BEGIN EC PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-256-CBC,1833F7A370392B1F9BF7BCA9DE02ED3F

        uv7MiseP3XP3hcorZyXk5C30X408swHmQ5uSQU2iTYGe/zDXXfUIeU9NdMFyTRYY
        UPJ565FzbRiDaM4T/chpk3MEJYXhfELoSlFoCcM8IwoIuOMTBErZxQqL5DVzugt5
        8HaIQaB9/NCKUUiPb1flPxIvOfpEt8MtdWYp/fig2qM=
        -----END EC PRIVATE KEY-----
        """

    static let publicKey = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAErOa1Iq0U/00N6LDzXvy/8CXapsTt
        Wc8sQPaKdKh5HQO7QFCmn1KIDgfD86rEggFY3o4e6CfgnJuZb2UfyGHiQQ==
        -----END PUBLIC KEY-----
        """

    static let rsaPublicKeyPKCS1 = """
        -----BEGIN RSA PUBLIC KEY-----
        MIIBCgKCAQEAnxqf7VkcfzUvwymKpCIY59h88tnroyy5nho4l2v55ZT3nSxa6nfH
        AuuLajTcV/vnBLjNWnpsyp4rTMz+wX7hzMRAhPMV0jvu5p4psXwNAmd+Tc8lc/f/
        5Ar51bTTweFp+fvDokpufqGBejJjYETt1dHvv3f/AQChXMl1Lczs984R8tD14Yu4
        3HbxEM0++4lBK7zl1qksKTuAq8Rj4s6PFAYNyf4oGHxIX5hKAJ9Ah4xi+gVPidCY
        7qMKy83hq/5SJgmZ1Ui8jV6mRplvQru3Pl/tj0XaF/NKUpXyCw2x4JBFKFj88Zfy
        FJYU2P2gKxippdSKKcgYCRSWRS2ffx01AwIDAQAB
        -----END RSA PUBLIC KEY-----
        """

    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBczCCARmgAwIBAgIUb0Adrb2CGkeGeYzIn6tXZOX9LgkwCgYIKoZIzj0EAwIw
        DzENMAsGA1UEAwwEdGVzdDAeFw0yNjExMjEwNzE3MzZaFw0zNjExMTgwNzE3MzZa
        MA8xDTALBgNVBAMMBHRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASs5rUi
        rRT/TQ3osPNe/L/wJdqmxO1ZzyxA9op0qHkdA7tAUKafUogOB8PzqsSCAVjejh7o
        J+Ccm5lvZR/IYeJBo1MwUTAdBgNVHQ4EFgQU5gfLOB6LrD/lPO/2QHvveaaEeS8w
        HwYDVR0jBBgwFoAU5gfLOB6LrD/lPO/2QHvveaaEeS8wDwYDVR0TAQH/BAUwAwEB
        /zAKBggqhkjOPQQDAgNIADBFAiAqD/gvu3ux+OdjIWbKUnk5y3XRAm9eshk2BI7N
        ut6oqgIhAPEqGURJGcw93cA87cEImnRjjvsxjUGdqp+W+PeMtN0c
        -----END CERTIFICATE-----
        """

    static let certificateRequest = """
        -----BEGIN CERTIFICATE REQUEST-----
        MIHIMHECAQAwDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEH
        A0IABKzmtSKtFP9NDeiw8178v/Al2qbE7VnPLED2inSoeR0Du0BQpp9SiA4Hw/Oq
        xIIBWN6OHugn4JybmW9lH8hh4kGgADAKBggqhkjOPQQDAgNHADBEAiBfMeXQiA2Y
        6SX5Cp1Y7GULw6COvpyZd1NBcJCcJnsnPAIgRD/JdYZ3ZFdPiZWRdao44skAd44J
        orHlt+l8oxoWn1c=
        -----END CERTIFICATE REQUEST-----
        """

    static let parametersAlone = """
        -----BEGIN EC PARAMETERS-----
        BggqhkjOPQMBBw==
        -----END EC PARAMETERS-----
        """

    static let p521 = """
        -----BEGIN PRIVATE KEY-----
        MIHuAgEAMBAGByqGSM49AgEGBSuBBAAjBIHWMIHTAgEBBEIB9PNOgfGc3kkb4WLN
        YwpKto2UsLYpLiC9TcpMwytgwUXDO3tLwZFfyW/FSofPnVK7idsXC4WsM61A/C09
        PFEDy1OhgYkDgYYABADq5BoXaP9UflwZgbXZX7P8KD+36rs6SFoGPsLBqKleR4+j
        r8LqqkYKihXFzw42g1Bj1kxpB6qVzOnqcEjdzuHnDwATFx35rm2ZnVzJzjDy1BYL
        3i4i9YmQXirFUC+CDDk9OrEbwA47wglD0Xt3PatIWQEA/dMT578Wzd8lTvKMSbxC
        lQ==
        -----END PRIVATE KEY-----
        """

    static let secp256k1 = """
        -----BEGIN PRIVATE KEY-----
        MIGEAgEAMBAGByqGSM49AgEGBSuBBAAKBG0wawIBAQQgGuk+JcKCgrKcWYB7CAW0
        NL6mKoU91GE839KdJZHGuCahRANCAAQZlPDK2lRDX3XiLJDVyXc9NIBgW2IZJ+j/
        lq2NJyS5XW/zawqhB4vNjY64njsj8sbwSpKaEUquAIdHRtn/9rZO
        -----END PRIVATE KEY-----
        """

    static let brainpool = """
        -----BEGIN PRIVATE KEY-----
        MIGIAgEAMBQGByqGSM49AgEGCSskAwMCCAEBBwRtMGsCAQEEIExyVbs4Zwe2NM6P
        w5Ydzih6osdKp4GVlzdeFFYfx2AhoUQDQgAEjTD2+qnPceIF89YivzE8v1OR4Xwf
        F39t6CxW0CFBcAs3D4954xsnwEugEP1KdhJTARFtkI7kFGP6QaarHCT1aw==
        -----END PRIVATE KEY-----
        """

    static let explicitCurve = """
        -----BEGIN PRIVATE KEY-----
        MIIBeQIBADCCAQMGByqGSM49AgEwgfcCAQEwLAYHKoZIzj0BAQIhAP////8AAAAB
        AAAAAAAAAAAAAAAA////////////////MFsEIP////8AAAABAAAAAAAAAAAAAAAA
        ///////////////8BCBaxjXYqjqT57PrvVV2mIa8ZR0GsMxTsPY7zjw+J9JgSwMV
        AMSdNgiG5wSTamZ44ROdJreBn36QBEEEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg
        9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9QIhAP////8A
        AAAA//////////+85vqtpxeehPO5ysL8YyVRAgEBBG0wawIBAQQgTYS1nFf50Z6S
        edNqvYtASrDtZAYdSe0fT0N2NH63fOWhRANCAASs5rUirRT/TQ3osPNe/L/wJdqm
        xO1ZzyxA9op0qHkdA7tAUKafUogOB8PzqsSCAVjejh7oJ+Ccm5lvZR/IYeJB
        -----END PRIVATE KEY-----
        """

    static let ed448 = """
        -----BEGIN PRIVATE KEY-----
        MEcCAQAwBQYDK2VxBDsEOcWSsSfdCGmjD9CW60Tg8F6wc99gKXGQvG7GRoGYSgZD
        +wDrrs/3mrKrbxrO5sXcM9PnLu0ozeYrkg==
        -----END PRIVATE KEY-----
        """

    static let x25519 = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VuBCIEIFh89zKYZ3EJmxXw/CbMLmP0BlEHBXjb7RgLXTBDZapM
        -----END PRIVATE KEY-----
        """

    static let rsa1024 = """
        -----BEGIN PRIVATE KEY-----
        MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBAKyjjV0to2/Hf+Ta
        ljNGVFbkgXXWIN+Cmt74pGr6lOVN2eEj6RN7s1tHpYpodMN7t3dCVTeb5U22qv1J
        hvW+0KkJ9B9UWYAGP6xYw+iL/mGeApT6GpohV1xZ4JRN7QtJ0qOnMlexc5D1+MnN
        MHDEKspQnUK0YX2EF/7W/+bljx3FAgMBAAECgYEAhZ2UFND01NfAWb0AUTEWp6X1
        uOEA0lzARuCESLQmt47YmhL0Gvs7puM98XDFJmNDbQ8u63pCMDK4Bo944AxOa7Dj
        XRE8wGQFYFRuUU66BGOh/RlQ4EnPaIKKEmnk1Nu4o5PeVln6I+q/94hFHXCWqerF
        OlesmSJFubzXG1KGo6UCQQDW9DQoJtHSi7neteZxAT2M2BvznAkLkKnpUHMRVJzw
        O7Y6i4FaXZNi9Kez5LcI0F/LcfHx+B6WlwKfMp2L29obAkEAzZrSbyXJhxX+bdkG
        oy5X/M3oHmwlqSu95tjaQrilvkZtC70//i9ps8MFKb2jYpiEYkxxi5yCGJX+9KWk
        MEJlnwJAWvKuUsLCCnSGKz4Jh4y/zyTtBrDhftwxl/8rAI0tbdPF8ZVvIJ3xK3Ba
        uJmv+/G2Zm0KspeJ0auJN3SCBlf6OwJAL5UYBE8Lb67gXg2u4o70H/aLNJc0tA0C
        eu1Ovcg722gzDldy+uGAJfEJPdq8eDHx2Un1sSi8VvJHudinwd9r4wJAJcynHGJZ
        D3oZC8RJ2C68ph87MFirKh5rCTTPiKx91VLpSGkM2U6MDSzmTJwB0k7J16VY37Qg
        z6Uy75Iujv1ptg==
        -----END PRIVATE KEY-----
        """

    static let rsaPSS = """
        -----BEGIN PRIVATE KEY-----
        MIIEvQIBADALBgkqhkiG9w0BAQoEggSpMIIEpQIBAAKCAQEAm+zXfeom+GZ/zjWJ
        2idJKG1mdsNOzWWj0yZ1YbF3nGo0SfFg/foy6GG0LM2oFMqrPdp0v4qjHdZLsyCZ
        Lr6nGDMzgT90spTKs8+zKOmsDSJ8c8L3rv71B8FJ2r+dhhbSUAHLDRYXPOJgWfk6
        9PfLV3LgGn37Mq3qxlOT4v5YlJtbApw/MRfgsMENwbcHVobP+Z23R3/3ddAB8nj/
        iscRQVVLpQKJKeSmC3s8Olc4o+1qvB57xOvjrWWY6pHGN+hVdozkQ7G0fMXtKarS
        kDL9Hn2M8ivg5T/XXvWOngHOKjbWD6FWuDZ6Q/jdw0QTvFJTIXH3ZySl/GxLt1xf
        nWf22wIDAQABAoIBAAnustieMoBO3mPo2V122vxC+vlxJIZrkipKDPhXQTExOyAQ
        sU1MaeZcPu/YFxWUxjnvV564VDHhq9QyLRlv4wRk7CpKCM/m/LVdwC7IswFQY120
        zpx5OJ7Ki1iILZ66hztTrR12yeEpFg31LqVaWYiHB7G4UujEcMWhOLTt32YL5Xhm
        PYZs9CZOwa6AFGg1S8qLvKl/H/uHPFWcNlCvbWiaOssm6nvG1fKUzjwWRBQ0A2r/
        zA7jNTWn8lyLQpEcXwQQGfjR4OJSIqKX95kwjmoudZJfF5fAKJ3U5LXB2G7fyIDc
        eDDh1lpj96sC5kW6YilyuBpqLkzWLbLjHnyx2xkCgYEA1/gtf027DOkJaRdfLYOZ
        DPXzVsHZpHI9U7NVTl/w2mAjedvYP00jJNDY9FydfgBk4PetlIIfIhq1J6PmjxqV
        YtWE/JrVXRQp64yDalA37agJBJRygtD7YS4t4Pd7YMdO31Fcp3MOmxdbkInRelO7
        Bqb31Jmqu0Zwo2puauNfbWMCgYEAuNOK9+U40hV6pzs2S47kXgh+94TMUg3X306w
        EXxP+aqcGLMNTkDf7/NZqAgIBtuG2CkLax9A8VOUXLcmZ2hAMaW2/RvRSoAc45Oi
        +7zQ81Hg3EblbewOOxCPmNWz4r4lUVGjcSXkZbNFCaMIkZtTQbh8oOvJ35YGAA9p
        ES9uZikCgYEAvRAJ5FQL17V6A4HuVE3MAkidiemRuiA4B7oKh939X26iH9+RY3kH
        twcNpn4dcVyu8zJfxo5S6uwuglE9WTGQbUE2dlylRCKOwCH2OW+YRni/zD6YMGT6
        a4ydpT+Bxqs0JNN5JS3YL3U3N0UvGMOMCrrIYllT2TZFDQnzN6dstrkCgYEAjaKe
        xiVEi8ml+m1nyDMyUdUU5z0/DkpJeXjleCDZcKwLfuoHckZI1aqYtCmjbQ3hodii
        RW7n54dzFDHOHkRHnUQunHwqwHq4qLVEmsExJqVCOcuimb/hj+W7BRYPCd1I364+
        H8E366+bYi0rrdlnzd9Asli+lLZ01qr4ixDb+zECgYEA0wLplEwbTh9MLl1KsUYU
        r+4AgPwjAwZcb4Du5SPsr2Md1O6QcO3QmurihAmZvsIPa+vZ6kWmVZZJOsdMD69o
        2Fdj3USsU9T5dUswlucZDPE4aGcSJMemEaQvBav2S9VpLoCnWLi7dIeaL6YJMvqa
        WpL19dvYCTmysRozP1ahGeM=
        -----END PRIVATE KEY-----
        """

    static let dsa = """
        -----BEGIN PRIVATE KEY-----
        MIIBWgIBADCCATMGByqGSM44BAEwggEmAoGBAMQE/R0ptCzc0YaGHZHt0838qtwm
        G5jS54DzpcHLGfPFdduE0/yBudolO9z4fWIBqacqKyUR54a80cBP1UaqDGPX+Z83
        ONKmiZ/dl+C+CGlA4FdTETCN5H7cBot4ZpoRFmjnLPuwQhFdd2t2yMnJOJ2FBxSU
        hEgAA4y+zF32YLM/Ah0ArN+Ul52DjGHoV1sypjVV560+zXu5VtH0sUecEQKBgE+m
        +J9nQKvb3yrBvpZkue5jVPJXCb+I8l57kzDpm2+Rjh1vhHZp3fhqumkAcDsJRT0I
        q5XGosoxaS+W5oQyYKs1YuA9s3l/R4v0vXcmKKEWRMPR87AHANWUYiX/eMzGQcoC
        0Kvv7LiaVpknOZc24MNAeXtZXy8ZOufehLLEi4CVBB4CHF8md7eW0jVLgIuN0dR4
        aa2qDlKtxxcGZPvWQlU=
        -----END PRIVATE KEY-----
        """

    static let dsaTraditional = """
        -----BEGIN DSA PRIVATE KEY-----
        MIIBywIBAAKBgQDEBP0dKbQs3NGGhh2R7dPN/KrcJhuY0ueA86XByxnzxXXbhNP8
        gbnaJTvc+H1iAamnKislEeeGvNHAT9VGqgxj1/mfNzjSpomf3ZfgvghpQOBXUxEw
        jeR+3AaLeGaaERZo5yz7sEIRXXdrdsjJyTidhQcUlIRIAAOMvsxd9mCzPwIdAKzf
        lJedg4xh6FdbMqY1VeetPs17uVbR9LFHnBECgYBPpvifZ0Cr298qwb6WZLnuY1Ty
        Vwm/iPJee5Mw6ZtvkY4db4R2ad34arppAHA7CUU9CKuVxqLKMWkvluaEMmCrNWLg
        PbN5f0eL9L13JiihFkTD0fOwBwDVlGIl/3jMxkHKAtCr7+y4mlaZJzmXNuDDQHl7
        WV8vGTrn3oSyxIuAlQKBgQC8cVIMgOWAJqW4P4KJFToNpEHUL587vvc8rWfvJgiw
        R7Wp8thxbmkuChodoBnSiaNbLy+LDkZLvG9wpFGwJcMxoRbUJ5D12uEepFBAs8JL
        jDQHBt9rhgpOXTHYIsluKuj8gTR4jVS6nPtIx/BtxKlzkQEDsqABBvFGxgtuy704
        QwIcXyZ3t5bSNUuAi43R1HhpraoOUq3HFwZk+9ZCVQ==
        -----END DSA PRIVATE KEY-----
        """

    static let openSSH = """
        -----BEGIN OPENSSH PRIVATE KEY-----
        b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
        QyNTUxOQAAACC4FuAUTM0QvGnOovh4hqyrYzaz7qrxbAa+qxVynEcxXwAAAIgJfZxyCX2c
        cgAAAAtzc2gtZWQyNTUxOQAAACC4FuAUTM0QvGnOovh4hqyrYzaz7qrxbAa+qxVynEcxXw
        AAAEDkG20oVdHRLqMBHdhLgyCfJvyFbc5ylPLAoGgVXKhYtrgW4BRMzRC8ac6i+HiGrKtj
        NrPuqvFsBr6rFXKcRzFfAAAABHRlc3QB
        -----END OPENSSH PRIVATE KEY-----
        """

    static let pkcs12 = """
        MIIBfgIBAzCCATQGCSqGSIb3DQEHAaCCASUEggEhMIIBHTCCARkGCSqGSIb3DQEHAaCCAQoEggEG
        MIIBAjCB/wYLKoZIhvcNAQwKAQKgge8wgewwVwYJKoZIhvcNAQUNMEowKQYJKoZIhvcNAQUMMBwE
        CDm1Pjomj2MoAgIIADAMBggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQwMIeRlrC+pyJhkOv5L32
        mgSBkMETxQQ33eYfiTUJjLfKOaiZcne3DPZ8MAtnVu0yv+gF2c5jnlmdkAEA4DaHov3sTPLa3dp8
        h+erFnZYYBQtSKvHuSYxswWPU4KmPv4poAkx1oEAK1/ajQttV63R068INs+CxuGQ4lXMUk18pwsR
        rM9xX6zlCLMHMfFh48rRy6h9Mz4YXpyjMCXTEHaKd+p21DBBMDEwDQYJYIZIAWUDBAIBBQAEIPhI
        1MzH5Yqose0XWqOp91VN2yprdt185U1jTOoWLNOrBAh1Ysw7yAnZ7AICCAA=
        """
}
