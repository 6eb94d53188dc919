/// Sound keys of each kind and form, made by `openssl` and other libraries. They protect nothing.
enum KeySeeds {
    static let plain = [p256, p256SEC1, p384, ed25519, rsa2048]
    static let encrypted = [aes128SHA1, aes256SHA256, aes256Scrypt]
    /// Under which the encrypted ones were written.
    static let passphrase = "open sesame"
    static let jwks = [p256JWK, ed25519JWK, rsaJWK]

    private static let p256 = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgTYS1nFf50Z6SedNq
        vYtASrDtZAYdSe0fT0N2NH63fOWhRANCAASs5rUirRT/TQ3osPNe/L/wJdqmxO1Z
        zyxA9op0qHkdA7tAUKafUogOB8PzqsSCAVjejh7oJ+Ccm5lvZR/IYeJB
        -----END PRIVATE KEY-----
        """

    private static let p256SEC1 = """
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEIE2EtZxX+dGeknnTar2LQEqw7WQGHUntH09DdjR+t3zloAoGCCqGSM49
        AwEHoUQDQgAErOa1Iq0U/00N6LDzXvy/8CXapsTtWc8sQPaKdKh5HQO7QFCmn1KI
        DgfD86rEggFY3o4e6CfgnJuZb2UfyGHiQQ==
        -----END EC PRIVATE KEY-----
        """

    private static let p384 = """
        -----BEGIN PRIVATE KEY-----
        MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDByHdbClJzWgLNdv/L/
        AJqMOvSADa0k4QxmLDjgski9asi4u7Puxbh5OXjpnfa9D86hZANiAAQjtQP7eeIr
        I3sR90ceu7sGRlCyTGqlBUfTYu/fazMfimcOULaVqyT3BLwn7O3KN3L9T5Uzaz61
        HNBLGcW9/hUivEcNVDGydPjJQ0zQLTr1fSzczG3BCndYyMRBWAXFN1k=
        -----END PRIVATE KEY-----
        """

    private static let ed25519 = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIDGXQYCvqLHhUyzd0xSUdJYVK0Bb6IOQcDH8sunLcXbC
        -----END PRIVATE KEY-----
        """

    private static let rsa2048 = """
        -----BEGIN PRIVATE KEY-----
        MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQCfGp/tWRx/NS/D
        KYqkIhjn2Hzy2eujLLmeGjiXa/nllPedLFrqd8cC64tqNNxX++cEuM1aemzKnitM
        zP7BfuHMxECE8xXSO+7mnimxfA0CZ35NzyVz9//kCvnVtNPB4Wn5+8OiSm5+oYF6
        MmNgRO3V0e+/d/8BAKFcyXUtzOz3zhHy0PXhi7jcdvEQzT77iUErvOXWqSwpO4Cr
        xGPizo8UBg3J/igYfEhfmEoAn0CHjGL6BU+J0JjuowrLzeGr/lImCZnVSLyNXqZG
        mW9Cu7c+X+2PRdoX80pSlfILDbHgkEUoWPzxl/IUlhTY/aArGKml1IopyBgJFJZF
        LZ9/HTUDAgMBAAECggEAAmA7aH1JglIhAcu/rkPJa2zoMMLgVJzOXiC2HPdtJpMw
        P2tHevOJnUQ3M2wmqN8Hds1BA8uK5Fuy+dVLLfM0cVeyPvStAWleX+3stsx2GpsW
        X8MVeW3dUbfNk0tn/h/c8pwNMoHktIS6POuTtamnLjzm/6JNxI4QhXoyAxpppNRW
        QdM7mT62PqykDcrp6+QSF54qtMaqfPFRnQS/8IgDmz5cKj3zv7remEPRkIAWph8+
        S96BTb0z/4NPxlXT9MCKE/C1zzFWYQDf+vWpL02zogDgceafR6vWYmDWfug5fy3Q
        1wSQwl4v0o2HiIQwzfTNOwGUnCB29BnnIr2XkWE5AQKBgQDUfvov1Uk27GnYj9dF
        nXD4mnFZOcI+qRelvKn52s0g7iOHBKAVxMkW+usuCSnVSPzHVvYtLym0QKf2XIwZ
        toVFYhHwWmfGl7AqUQJRsm+MhqjF4zmvgLkfzB5PccpJWAGkkwc5eUlKOWQzcCPq
        ucCedkwhEZ4kPZlrK/YSnBa10QKBgQC/rVh+bJ1SfZiW0iV7bJIvMESp1nCJgTyl
        qGGphZOHzXq/HWb3upnSZ4hbtXTxpEG40TyES7JMFADYtlYbr+/wY6yRF1pFkLt6
        9M/th4VLlFsiwpzyiSiJ28WIKJhnS1pOZ0MsYZBZiZOwZRYMxa0CKvYGpHBL4vlG
        e7rIcoNukwKBgQCmW14sknLGD+FxjHLA6lgmGGsCqmg6vBBqTUBY/gW3cRfZPTLC
        uBOh7QCvQrdAZeqXeKozh4fDuRaFlcCM5MqDHhrjKzOxUtG030TMhsAzqLx6Z8Ci
        eEj17swP8AqozsBCgmSWhzBsbm/WoUVNHu0AYaaKAQvoXV09fOYhfZd98QKBgGC5
        KbHKP200Ab8B1nY86Fu1oMCPfIR22dLCcF3qEPNzhiBQxvf1is+4/P9CRvv1JlEM
        DNy5kgSAB5lUEYmxM4P72EXzIdN+4IyAYzh6rZHhEEgvKqHdAr7mTvyRd66QQMbV
        pvkLVptIKGXX7NOPIOm6IiJh8mTo6V9e6ndiCd7PAoGBAJFzAoi0MU5f71Hc2P5S
        6E01DsXbScU/MdaephCJjenLZOQ9R8SwOVcbFu7bX8nsOTfSQMhI95OZhbgHXXDl
        apKyOrA6TemVI7Pn4fLLIsBgtzM3dS5/aE0WsyMAIwmyjnCRi5KyLEXzUubEErRo
        GOZf17ookS/aSvnBtyoEOAZl
        -----END PRIVATE KEY-----
        """

    private static let aes128SHA1 = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHeMEkGCSqGSIb3DQEFDTA8MBsGCSqGSIb3DQEFDDAOBAif7S95lcFNCQICCAAw
        HQYJYIZIAWUDBAECBBCXg2sCh7thDZ7DPJHbz5trBIGQHXYzsgczSmS5K3zXZxoz
        AWRbTMfOCzbiza9j3cs8SQ5w0M/TPOziD2nAMktjY7NOPu4uGRIYsu4qrFcPdi2x
        hzPoFAdSPV/XlTwP6ZNuQ637cIZojKKpri4xkRUu5kP6Ynze8Eee+lH3fG2uKD6d
        bvbVkWEAxYRIBRLNoec+VVZRD0eTgLGIcL/vNJgU3Jli
        -----END ENCRYPTED PRIVATE KEY-----
        """

    private static let aes256SHA256 = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAipE3rEEuZ8vgICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEOAB5+RS4ISA8mg/voPb4ssEgZCU
        BrKhc33kUaT6S2A8XbPRUsT1tRwODiS8zPiIn/jYnM+1LQCFm8QUPa2tz+Cq8809
        HuOPBTxWKAbQBhXBjl+5s3qUrc2q5PtSZRog4uxZPLQ6il0Av8RZEaEyb1zD/ReN
        UVSZ62UQA+0NG/mAN262cKu3NW21qgjQAFeNQwnlMtRXEkXzR1B0mRNoYlfjNK4=
        -----END ENCRYPTED PRIVATE KEY-----
        """

    private static let aes256Scrypt = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHkME8GCSqGSIb3DQEFDTBCMCEGCSsGAQQB2kcECzAUBAj0Y8JGQmFbQAICBAAC
        AQgCAQEwHQYJYIZIAWUDBAEqBBAzs1xcf61nNKYffRghCNugBIGQXAzzlJqtzMhi
        IoGPH3wk6KWtBrlZLBFyl6VTVrWazfhW/WrqD42Yle5AtedK92swCt/kjcR5EKtF
        m3kd8WD4R/M0VjG24f97mlm22li7afTcsuBVChfGMidjSpqqQLtmG8c1d81mYb44
        iYMyriEHvye3oxE099Ma2bmPdwca+azx0NaWJMmPs6uieejRdKUX
        -----END ENCRYPTED PRIVATE KEY-----
        """

    private static let p256JWK = """
        {
         "kty": "EC",
         "crv": "P-256",
         "x": "rOa1Iq0U_00N6LDzXvy_8CXapsTtWc8sQPaKdKh5HQM",
         "y": "u0BQpp9SiA4Hw_OqxIIBWN6OHugn4JybmW9lH8hh4kE",
         "d": "TYS1nFf50Z6SedNqvYtASrDtZAYdSe0fT0N2NH63fOU"
        }
        """

    private static let ed25519JWK = """
        {
         "kty": "OKP",
         "crv": "Ed25519",
         "x": "v1JVHadr8-BYXlznOlwLzhKOlp0Zuy4NUM4tNjDdCPw",
         "d": "MZdBgK-oseFTLN3TFJR0lhUrQFvog5BwMfyy6ctxdsI"
        }
        """

    private static let rsaJWK = """
        {
         "kty": "RSA",
         "n": "nxqf7VkcfzUvwymKpCIY59h88tnroyy5nho4l2v55ZT3nSxa6nfHAuuLajTcV_vnBLjNWnpsyp4rTMz-wX7hzMRAhPMV0jvu5\
        p4psXwNAmd-Tc8lc_f_5Ar51bTTweFp-fvDokpufqGBejJjYETt1dHvv3f_AQChXMl1Lczs984R8tD14Yu43HbxEM0--4lBK7zl1qksK\
        TuAq8Rj4s6PFAYNyf4oGHxIX5hKAJ9Ah4xi-gVPidCY7qMKy83hq_5SJgmZ1Ui8jV6mRplvQru3Pl_tj0XaF_NKUpXyCw2x4JBFKFj88\
        ZfyFJYU2P2gKxippdSKKcgYCRSWRS2ffx01Aw",
         "e": "AQAB",
         "d": "AmA7aH1JglIhAcu_rkPJa2zoMMLgVJzOXiC2HPdtJpMwP2tHevOJnUQ3M2wmqN8Hds1BA8uK5Fuy-dVLLfM0cVeyPvStAWleX\
        -3stsx2GpsWX8MVeW3dUbfNk0tn_h_c8pwNMoHktIS6POuTtamnLjzm_6JNxI4QhXoyAxpppNRWQdM7mT62PqykDcrp6-QSF54qtMaqf\
        PFRnQS_8IgDmz5cKj3zv7remEPRkIAWph8-S96BTb0z_4NPxlXT9MCKE_C1zzFWYQDf-vWpL02zogDgceafR6vWYmDWfug5fy3Q1wSQw\
        l4v0o2HiIQwzfTNOwGUnCB29BnnIr2XkWE5AQ",
         "p": "1H76L9VJNuxp2I_XRZ1w-JpxWTnCPqkXpbyp-drNIO4jhwSgFcTJFvrrLgkp1Uj8x1b2LS8ptECn9lyMGbaFRWIR8FpnxpewK\
        lECUbJvjIaoxeM5r4C5H8weT3HKSVgBpJMHOXlJSjlkM3Aj6rnAnnZMIRGeJD2Zayv2EpwWtdE",
         "q": "v61YfmydUn2YltIle2ySLzBEqdZwiYE8pahhqYWTh816vx1m97qZ0meIW7V08aRBuNE8hEuyTBQA2LZWG6_v8GOskRdaRZC7e\
        vTP7YeFS5RbIsKc8okoidvFiCiYZ0taTmdDLGGQWYmTsGUWDMWtAir2BqRwS-L5Rnu6yHKDbpM",
         "dp": "plteLJJyxg_hcYxywOpYJhhrAqpoOrwQak1AWP4Ft3EX2T0ywrgToe0Ar0K3QGXql3iqM4eHw7kWhZXAjOTKgx4a4yszsVLR\
        tN9EzIbAM6i8emfAonhI9e7MD_AKqM7AQoJklocwbG5v1qFFTR7tAGGmigEL6F1dPXzmIX2XffE",
         "dq": "YLkpsco_bTQBvwHWdjzoW7WgwI98hHbZ0sJwXeoQ83OGIFDG9_WKz7j8_0JG-_UmUQwM3LmSBIAHmVQRibEzg_vYRfMh037g\
        jIBjOHqtkeEQSC8qod0CvuZO_JF3rpBAxtWm-QtWm0goZdfs048g6boiImHyZOjpX17qd2IJ3s8",
         "qi": "kXMCiLQxTl_vUdzY_lLoTTUOxdtJxT8x1p6mEImN6ctk5D1HxLA5VxsW7ttfyew5N9JAyEj3k5mFuAddcOVqkrI6sDpN6ZUj\
        s-fh8ssiwGC3Mzd1Ln9oTRazIwAjCbKOcJGLkrIsRfNS5sQStGgY5l_XuiiRL9pK-cG3KgQ4BmU"
        }
        """
}
