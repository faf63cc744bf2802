# Roo: the texts of a sheet.
require 'json'
require 'roo'

sheet = Roo::Excelx.new(ARGV[0]).sheet(ARGV[1])
puts JSON.generate((sheet.first_row..sheet.last_row).map { |row| sheet.row(row).map { |one| one&.to_s } })
