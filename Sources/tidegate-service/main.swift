// The command with the service inside: what `make serve` builds.

import Commands

ServiceEntry.install(.service)
Tidegate.main()
