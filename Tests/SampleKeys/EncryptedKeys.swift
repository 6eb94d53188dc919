/// The keys of ``PlainKeys`` by `openssl pkcs8 -topk8`, under the passphrase `open sesame` but for the last two.
public enum EncryptedKeys {
    public static let aes128SHA1 = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHeMEkGCSqGSIb3DQEFDTA8MBsGCSqGSIb3DQEFDDAOBAif7S95lcFNCQICCAAw
        HQYJYIZIAWUDBAECBBCXg2sCh7thDZ7DPJHbz5trBIGQHXYzsgczSmS5K3zXZxoz
        AWRbTMfOCzbiza9j3cs8SQ5w0M/TPOziD2nAMktjY7NOPu4uGRIYsu4qrFcPdi2x
        hzPoFAdSPV/XlTwP6ZNuQ637cIZojKKpri4xkRUu5kP6Ynze8Eee+lH3fG2uKD6d
        bvbVkWEAxYRIBRLNoec+VVZRD0eTgLGIcL/vNJgU3Jli
        -----END ENCRYPTED PRIVATE KEY-----
        """

    public static let aes128SHA256 = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgs9KlehECCOgICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEAQIEEHKG9HMTWN2/7DNmi8DBpT4EgZBp
        72rDpoH3Zky7HaKSkpSFPmBJ7qncURgrmEC8ELDkkXK7qvqiDouFFkH/oIcRieDy
        hGuN7g4WgrTPDi6He83Xh5LbTjXaa3xlhsfI+Qf2/02bzyT2r+8v8d3OooJ9fLtn
        L5Q99TcalmoKQZ9qzhe54779YIIAVcDy4AbZxFbTm8MR8QHr8qRgkI3Z4/ZhaCs=
        -----END ENCRYPTED PRIVATE KEY-----
        """

    public static let aes192SHA256 = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAijuFqhsRCB7QICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEARYEELGoLAA3tGpAc55dWUw3NOgEgZDd
        LGK+AG9cHOO8ed479aRY9CWl23ql3n6aKX7oUgpTZwPGTyLp7khrH7iSSldlslPj
        LAnDQNAe3sugfrQrgCdo9cUk/Bwip2WRvW6Lz1AlKf64NGoazk2Zo/Oo063f71kb
        1Ec41/I2IAIqmdB9T03FDUpLqdr+CQKusyJnusN2PiUP0SOggMzd5NDNGIJYA38=
        -----END ENCRYPTED PRIVATE KEY-----
        """

    public static let aes192SHA384 = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAg1HQNsdT6n+wICCAAw
        DAYIKoZIhvcNAgoFADAdBglghkgBZQMEARYEEK+sIYUKpF90UmBACpp1XrcEgZAE
        7GGtLfJAa1Ydc+DaN4VvRjxETYvhnn2ZgUUuG+Pxb1s3Onx+MgBkIX5AaViWzgf6
        UNwXwa9RfzmQYVioTig/x15og0AUVw2YT7xEmOg08Es1P6CpG13I2ktpmLcWZq76
        OhizpZV5otLFCBNfDCTAmX+0HmEiCkpB2OeBVarTS4dMsTK6CUVa+u11eWA3cXQ=
        -----END ENCRYPTED PRIVATE KEY-----
        """

    public static let aes256SHA224 = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgmvuSpOKyJzgICCAAw
        DAYIKoZIhvcNAggFADAdBglghkgBZQMEASoEEI9VF9cf/7paRuCulBAI6+kEgZCI
        XyW9NS/sRHsgJ3xgXJ21jH9bfQRYo6Y8+Q9Gs7Ky7L2FU3CB0nXZ8SGd+s0qIxer
        0m5qHL7Oh1aXgk0HSfBDzrTo6+btgEAxGvQyd6mZNUjE9Gvl5Kh71VE0wkFojRnX
        6RTf2OQ8Cey/Inc6UMKgnSnQ7jMdguY0p32Z3ndzquuq5pSbvZCpG5DQjF6HyKM=
        -----END ENCRYPTED PRIVATE KEY-----
        """

    public static let aes256SHA256 = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAipE3rEEuZ8vgICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEOAB5+RS4ISA8mg/voPb4ssEgZCU
        BrKhc33kUaT6S2A8XbPRUsT1tRwODiS8zPiIn/jYnM+1LQCFm8QUPa2tz+Cq8809
        HuOPBTxWKAbQBhXBjl+5s3qUrc2q5PtSZRog4uxZPLQ6il0Av8RZEaEyb1zD/ReN
        UVSZ62UQA+0NG/mAN262cKu3NW21qgjQAFeNQwnlMtRXEkXzR1B0mRNoYlfjNK4=
        -----END ENCRYPTED PRIVATE KEY-----
        """

    public static let aes256SHA384 = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjhPyiId6BqPwICCAAw
        DAYIKoZIhvcNAgoFADAdBglghkgBZQMEASoEEOW2DhWAsWz/5MBXymAvVI4EgZA2
        8jDxYoVgziEKMjLcMdwjPZGY1jwQMKiySQnjraomLE/m0aXQHBboij+uKjRqanYm
        VGQLR4oKwhfjKsuTicq4j3xgpuLNgq+jpKTSdMGp5dE9S6F4BFWDBgWfg/EfXEh4
        Cy7RJ+uZxdPGyWn51xJIhQFhiCeA2ruOIkjsKfOOqdELLxiT/W5wlGj0mq3Jqo0=
        -----END ENCRYPTED PRIVATE KEY-----
        """

    public static let aes256SHA512 = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAh0EVw+F0J8UwICJxAw
        DAYIKoZIhvcNAgsFADAdBglghkgBZQMEASoEECWd+Qd4YUzl5AF5ocDnBMQEgZB7
        KPmZU8U5aANOu9daob2oulaDbvN9uoEmeEMWqKgi+KvGAjK7/C4huXRPPyfjKC7V
        useBdeDNmYNKrAnmxO8NabD0e7PmxQSarcziszuTX1aFz1+zk9UmXf5pyKBMsQq1
        PXJdBMsPgYfEfhDL+EI9yvxuty3R0AsQiUgIevd8UUiLiWZ4Q682/jO89vZJONU=
        -----END ENCRYPTED PRIVATE KEY-----
        """

    public static let aes256Scrypt = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHkME8GCSqGSIb3DQEFDTBCMCEGCSsGAQQB2kcECzAUBAj0Y8JGQmFbQAICBAAC
        AQgCAQEwHQYJYIZIAWUDBAEqBBAzs1xcf61nNKYffRghCNugBIGQXAzzlJqtzMhi
        IoGPH3wk6KWtBrlZLBFyl6VTVrWazfhW/WrqD42Yle5AtedK92swCt/kjcR5EKtF
        m3kd8WD4R/M0VjG24f97mlm22li7afTcsuBVChfGMidjSpqqQLtmG8c1d81mYb44
        iYMyriEHvye3oxE099Ma2bmPdwca+azx0NaWJMmPs6uieejRdKUX
        -----END ENCRYPTED PRIVATE KEY-----
        """

    public static let aes128ScryptDefault = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHkME8GCSqGSIb3DQEFDTBCMCEGCSsGAQQB2kcECzAUBAh4USnXa5d13AICQAAC
        AQgCAQEwHQYJYIZIAWUDBAECBBDxcPByi96bQ0FSTKtgXPFvBIGQWikm9zegu7rH
        +kQDhOcBxsWK1vrg5xnljWxVJnY9TipTAU2tkyiUAGy2C/fHlwh9bIYxlr/SvWJB
        uTA+E/Mx/acOr643B5CdqdCuWZZnH7FJowjz2XTRTRrHn4sO4qW4XKXHgSlCuo2S
        26lVFPe09Y7KfZ80IBdLzlU7rjR5l8ESJq5tiRqLPefyDow0gc5A
        -----END ENCRYPTED PRIVATE KEY-----
        """

    public static let p384 = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIIBHDBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQIWo5qM09LwZ0CAggA
        MAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAEqBBAHAN7oQnBYwIrD4MZ6iitNBIHA
        OeLsS3QwiLYY79Ooie4vGrLvjMk+ijCwC6e9P/SbT5vQg39MD0PgGQjuqAnJopJS
        0NjBdbV/42tjLI3uThveRY/E5x5TFwFfyYp0uXPpCXCWGgt+2BxzAdMSpflez1Cq
        gjT3KKXjY72gkpmfbIANG20GfaKPoP9aDPIwjPG4BXmbShWh6BcnyJCqHb/ulTiX
        7hjSkOWKM01WpY57VqqMETtdHN/pZTEVAOaVuR1w3BnkobQeI2LB4Xv3CpsD9mIU
        -----END ENCRYPTED PRIVATE KEY-----
        """

    public static let ed25519 = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAi2806JVy0ObAICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEBnLh7Qj48RlektDMxiDfoYEQNUJ
        hNYccxow2ArCeGQ9iOcqy1Xiebipe7XNDmZB17Rlk1T3Hjo1kjJSg84trfjTCbZn
        r1f5+tTtB6n1sp0Fa9I=
        -----END ENCRYPTED PRIVATE KEY-----
        """

    public static let rsa2048 = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIIFLTBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQICaSOU4EyZAQCAggA
        MAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAEqBBB0dpbYobnF7UA+E1mxK231BIIE
        0Idj13YIQ7G+UwMq226CRICksnlnPUbR3Eb/E1j3OTpjlJEFN5DnrLMoi+fJCHpM
        GiUCMm3+u/3j1ZEZhIG8ZsGM2KSd9lGWSlsE+wCRuUOj6Kw6HfZoHxUDCyYRbB6e
        9lvKALfsmHTu3+6C97nLoEjLnCw4boRtDQio70oFJmCjXqoGTq3AzSlR0KC91uc+
        ebHFH7xus7VXDWyQAchX/F7kdCkK/6melNX/fv3/6uORE1htXXBj0ieF8hpQbCT2
        pgOsBeer1PWHhh/u/UbBNKWesV4RCsyldAVcs7YuMvjgSvbSvW+WSDfM4MkuWeqp
        BaFoDbsJn0li7h+RlMhNFrpfnmSQtdGF032qe2sA3Bm1tM0fvGmcgfpbYLEgNNU3
        yMepHX1kKo7XdLvORZmEpsc1P3PfxEJKstV1tWZ+I5wEmrDBTGRxjk+OIlcDbZM9
        FVqUS0yOzF1QpCPrHP7EY8XnGSK4/yChwPnkmES1B6G5anJM0Pm43Bwkx74dyUj1
        4uza3lAuFVgHwYI6uZD6++r16gn2fhT+SyPRdKRYdfVKXIUhHLd2pUVBiNfHsjjy
        BedGX06H+Zhupfz2ON35I3rH4s3X5sVZ8N4myB7s65Gi+9nTMshPJXir/TcBB/4h
        Q/7W4L7UF4uexepKcgGrBVH2CrhPd+qBLQrpxwl0WxgfTb6o1qf3q19VeiF6Kd4I
        KGt05RSay3dkgJ4rQJpKYoa0BxDYoFyrtAvtVL4NLlA8s5YLPPahSAfstqfq0Ph6
        uhF8XoDPRhQmSTAPvrJH6S0edu5Qb6iQKahTdkw3WWU2cqHYfJI8SQcjH9jidqdS
        S65+mhBTiC/zuiltQZ+7FCZs5FupmaB8en9EfgzcM2z9g4ms40L3wyh8gSeWb8fG
        2eUdFvuoWQ0j5ReYCn4oYhkUxSpX3PGTnGneUVFG8+Ufps7Z99DN2ONOLUymgpyO
        pa3TVXjt9aqgi2p5onaFmVPq8hEsdEcxM/67tzca2O3tzeaGqwu3bJD6u/0W/Qw5
        abV4T8uCU6ZISaCP5oLF216QrejeyFMu6C158zkOaB7cd0d1IdyBdbGdpSNKg5h2
        gyQunmfzOyKUnJSzGsQ6jLvtTmXOtwikm0V/4XH/u49SaqoaopBHi9QN45oP8To+
        biXpE/1ssO1JFU+9dh35cu+tu/Knm8jXPoM7mWPn1BHxjDYsYaYJJDaBd6U6zfin
        sYqK3bEtxbGedJjnPiTVFobdEjvxU36mdiNn3c5cjCTaaxqqWIBccsKk/Oz68Sch
        njpmhTJrenjSsNUNis+kYgDDfsKcdbNisMOKKkOC5PMnaVG5UjZiVWR/rJ6K3fxf
        eka/v98ARPp978d7nVkwL2/l6lAnFmBQ/Il35Qs2sUn/MaPPT0UN2QEOXTuXmv1W
        GEu+RetUw6yIfWWsZIMB9ld3ZLm7vPMEfZp6L8kteOsRkjgyQIx+j2et28dvYpjn
        27hft2OtutTBEqiRsAoLRBBGGkOvMqauLCFzzz/8E8RdHZ3nhlysa+t8dExRCjEC
        LbYgdBJzfz9fCOjPDVEBN+5xUHujhLDsDv+Rh8dDfp7eveeVPjo0d5oMDMbxzChD
        XHP8S260vzTORFCpXglPd/V5Rqld8sfaASUHIETuwO/E
        -----END ENCRYPTED PRIVATE KEY-----
        """

    public static let nonASCIIPassphrase = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjMekndUwi7EwICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEECLkD5xfV6/EMFYrcjnmqqQEgZAE
        /4FVzaiqaRd9xNlYoa53w04HGz2RoPEJALcl3ZEsLMdCPU6LE6fDX8zES3d+BTRm
        DfBzsM9vs6YQUx/GoGFVa5epAUfz94OY6egejoyFVJvD+kiVcH2wTcz0NLO4ddCF
        s46NZpG+3IPQGYHFBhCaGA8Jkqw1GwJSzo7wZ8eXJ150AU2Mh+IwjsGF9A+V7TQ=
        -----END ENCRYPTED PRIVATE KEY-----
        """

    public static let emptyPassphrase = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjYqZOFugPIWgICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEGJEO44yHyVTWuTtFLtW8kgEgZA7
        cg0MGJ3rE0EJ+zJEJK94VXbO/DpqrWM01kz3YwnKHieK9SZNt+pOshnLQNI70S5Y
        P0jwNoTTKc2O5gDtuC+6nZI2IPKzl/37QSDBW7clwOfhXT1HJgQWcJQvEy7bp78T
        nCOqEIvcgDrDjELsKPRnMnmmxNzC7bb52txZsEa4wSKdPX5iwMsDB9VhLkQ4A7M=
        -----END ENCRYPTED PRIVATE KEY-----
        """
}
