/// The keys of ``PlainKeys`` as private JWKs.
public enum PrivateJWKs {
    public static let p256 = """
        {
         "kty": "EC",
         "crv": "P-256",
         "x": "rOa1Iq0U_00N6LDzXvy_8CXapsTtWc8sQPaKdKh5HQM",
         "y": "u0BQpp9SiA4Hw_OqxIIBWN6OHugn4JybmW9lH8hh4kE",
         "d": "TYS1nFf50Z6SedNqvYtASrDtZAYdSe0fT0N2NH63fOU"
        }
        """

    public static let p384 = """
        {
         "kty": "EC",
         "crv": "P-384",
         "x": "I7UD-3niKyN7EfdHHru7BkZQskxqpQVH02Lv32szH4pnDlC2lask9wS8J-ztyjdy",
         "y": "_U-VM2s-tRzQSxnFvf4VIrxHDVQxsnT4yUNM0C069X0s3MxtwQp3WMjEQVgFxTdZ",
         "d": "ch3WwpSc1oCzXb_y_wCajDr0gA2tJOEMZiw44LJIvWrIuLuz7sW4eTl46Z32vQ_O"
        }
        """

    public static let ed25519 = """
        {
         "kty": "OKP",
         "crv": "Ed25519",
         "x": "v1JVHadr8-BYXlznOlwLzhKOlp0Zuy4NUM4tNjDdCPw",
         "d": "MZdBgK-oseFTLN3TFJR0lhUrQFvog5BwMfyy6ctxdsI"
        }
        """

    public static let rsa2048 = """
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

/// Thumbprints of the same keys, computed by another library.
public enum Thumbprints {
    public static let p256 = "vZ79he6bFxua39Qd4AACw3sW6DKOzvwOjyEzJ4FL7VQ"
    public static let p384 = "8Ooo6T72aEXtQ8OV8dn9rcoYzcROMw7a25K67mcBaYI"
    public static let ed25519 = "7Xis5y-WwtE-xTvZN4KS3fovw99quC5DrJkx1AopKZo"
    public static let rsa2048 = "Fpr0BfrG0eLrzQUawgtuEGg8HprpigWUeKZIxDF3lig"
    public static let otherP256 = "2R-8IrD3OM52ltXZ53UEeFYJpNBHkb5_3vmvis8PVx8"
}
