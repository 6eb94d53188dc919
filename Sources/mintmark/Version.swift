/// What `--version` prints and servers are told.
let version = "0.1.0"
