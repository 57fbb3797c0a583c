# Criterion exits with 0 when a filter matches nothing, when a test was skipped, and when a sanitizer or valgrind found
# something; only its output tells.
set(criterion_failure
  "Tested: 0 |ERROR: [A-Z][a-z]+Sanitizer|runtime error:|definitely lost|uninitialised value|Invalid (read|write)")
