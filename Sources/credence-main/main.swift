internal import Commands

Credence.main()
