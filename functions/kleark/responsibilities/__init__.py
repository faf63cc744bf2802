"""Who answers for which KLE number: a list of units with their numbers, read and held against what is live."""
