// The command with the service inside: what `make serve` builds.

import Commands

Tidegate.main()
