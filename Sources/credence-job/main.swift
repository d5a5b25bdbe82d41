internal import ComplianceJob

JobProgram.main()
