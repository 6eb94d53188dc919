/// One test key of each kind, in every form. Made by `openssl genpkey`, `openssl ec` and `openssl rsa -traditional`;
/// the JWKs from the same numbers by another library. They protect nothing.
public enum PlainKeys {
    public static let p256 = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgTYS1nFf50Z6SedNq
        vYtASrDtZAYdSe0fT0N2NH63fOWhRANCAASs5rUirRT/TQ3osPNe/L/wJdqmxO1Z
        zyxA9op0qHkdA7tAUKafUogOB8PzqsSCAVjejh7oJ+Ccm5lvZR/IYeJB
        -----END PRIVATE KEY-----
        """

    public static let p256SEC1 = """
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEIE2EtZxX+dGeknnTar2LQEqw7WQGHUntH09DdjR+t3zloAoGCCqGSM49
        AwEHoUQDQgAErOa1Iq0U/00N6LDzXvy/8CXapsTtWc8sQPaKdKh5HQO7QFCmn1KI
        DgfD86rEggFY3o4e6CfgnJuZb2UfyGHiQQ==
        -----END EC PRIVATE KEY-----
        """

    public static let otherP256WithParameters = """
        -----BEGIN EC PARAMETERS-----
        BggqhkjOPQMBBw==
        -----END EC PARAMETERS-----
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEIDqirPwYGuqKkWcLCtTg7cUr0cdzegBb/Blx7iC4gAJ1oAoGCCqGSM49
        AwEHoUQDQgAE/Im9G/6KfH/X4GoRA2MmmbXE8SA6ohAAV8cl7GCnEvqOxN+IrTEQ
        vxUjYDU+KTAyuAWaDJZ6j57T31RsVdo9wQ==
        -----END EC PRIVATE KEY-----
        """

    public static let p384 = """
        -----BEGIN PRIVATE KEY-----
        MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDByHdbClJzWgLNdv/L/
        AJqMOvSADa0k4QxmLDjgski9asi4u7Puxbh5OXjpnfa9D86hZANiAAQjtQP7eeIr
        I3sR90ceu7sGRlCyTGqlBUfTYu/fazMfimcOULaVqyT3BLwn7O3KN3L9T5Uzaz61
        HNBLGcW9/hUivEcNVDGydPjJQ0zQLTr1fSzczG3BCndYyMRBWAXFN1k=
        -----END PRIVATE KEY-----
        """

    public static let p384SEC1 = """
        -----BEGIN EC PRIVATE KEY-----
        MIGkAgEBBDByHdbClJzWgLNdv/L/AJqMOvSADa0k4QxmLDjgski9asi4u7Puxbh5
        OXjpnfa9D86gBwYFK4EEACKhZANiAAQjtQP7eeIrI3sR90ceu7sGRlCyTGqlBUfT
        Yu/fazMfimcOULaVqyT3BLwn7O3KN3L9T5Uzaz61HNBLGcW9/hUivEcNVDGydPjJ
        Q0zQLTr1fSzczG3BCndYyMRBWAXFN1k=
        -----END EC PRIVATE KEY-----
        """

    public static let ed25519 = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIDGXQYCvqLHhUyzd0xSUdJYVK0Bb6IOQcDH8sunLcXbC
        -----END PRIVATE KEY-----
        """

    public static let rsa2048 = """
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

    public static let rsa2048PKCS1 = """
        -----BEGIN RSA PRIVATE KEY-----
        MIIEpAIBAAKCAQEAnxqf7VkcfzUvwymKpCIY59h88tnroyy5nho4l2v55ZT3nSxa
        6nfHAuuLajTcV/vnBLjNWnpsyp4rTMz+wX7hzMRAhPMV0jvu5p4psXwNAmd+Tc8l
        c/f/5Ar51bTTweFp+fvDokpufqGBejJjYETt1dHvv3f/AQChXMl1Lczs984R8tD1
        4Yu43HbxEM0++4lBK7zl1qksKTuAq8Rj4s6PFAYNyf4oGHxIX5hKAJ9Ah4xi+gVP
        idCY7qMKy83hq/5SJgmZ1Ui8jV6mRplvQru3Pl/tj0XaF/NKUpXyCw2x4JBFKFj8
        8ZfyFJYU2P2gKxippdSKKcgYCRSWRS2ffx01AwIDAQABAoIBAAJgO2h9SYJSIQHL
        v65DyWts6DDC4FSczl4gthz3bSaTMD9rR3rziZ1ENzNsJqjfB3bNQQPLiuRbsvnV
        Sy3zNHFXsj70rQFpXl/t7LbMdhqbFl/DFXlt3VG3zZNLZ/4f3PKcDTKB5LSEujzr
        k7Wppy485v+iTcSOEIV6MgMaaaTUVkHTO5k+tj6spA3K6evkEheeKrTGqnzxUZ0E
        v/CIA5s+XCo987+63phD0ZCAFqYfPkvegU29M/+DT8ZV0/TAihPwtc8xVmEA3/r1
        qS9Ns6IA4HHmn0er1mJg1n7oOX8t0NcEkMJeL9KNh4iEMM30zTsBlJwgdvQZ5yK9
        l5FhOQECgYEA1H76L9VJNuxp2I/XRZ1w+JpxWTnCPqkXpbyp+drNIO4jhwSgFcTJ
        FvrrLgkp1Uj8x1b2LS8ptECn9lyMGbaFRWIR8FpnxpewKlECUbJvjIaoxeM5r4C5
        H8weT3HKSVgBpJMHOXlJSjlkM3Aj6rnAnnZMIRGeJD2Zayv2EpwWtdECgYEAv61Y
        fmydUn2YltIle2ySLzBEqdZwiYE8pahhqYWTh816vx1m97qZ0meIW7V08aRBuNE8
        hEuyTBQA2LZWG6/v8GOskRdaRZC7evTP7YeFS5RbIsKc8okoidvFiCiYZ0taTmdD
        LGGQWYmTsGUWDMWtAir2BqRwS+L5Rnu6yHKDbpMCgYEAplteLJJyxg/hcYxywOpY
        JhhrAqpoOrwQak1AWP4Ft3EX2T0ywrgToe0Ar0K3QGXql3iqM4eHw7kWhZXAjOTK
        gx4a4yszsVLRtN9EzIbAM6i8emfAonhI9e7MD/AKqM7AQoJklocwbG5v1qFFTR7t
        AGGmigEL6F1dPXzmIX2XffECgYBguSmxyj9tNAG/AdZ2POhbtaDAj3yEdtnSwnBd
        6hDzc4YgUMb39YrPuPz/Qkb79SZRDAzcuZIEgAeZVBGJsTOD+9hF8yHTfuCMgGM4
        eq2R4RBILyqh3QK+5k78kXeukEDG1ab5C1abSChl1+zTjyDpuiIiYfJk6OlfXup3
        YgnezwKBgQCRcwKItDFOX+9R3Nj+UuhNNQ7F20nFPzHWnqYQiY3py2TkPUfEsDlX
        Gxbu21/J7Dk30kDISPeTmYW4B11w5WqSsjqwOk3plSOz5+HyyyLAYLczN3Uuf2hN
        FrMjACMJso5wkYuSsixF81LmxBK0aBjmX9e6KJEv2kr5wbcqBDgGZQ==
        -----END RSA PRIVATE KEY-----
        """
}
