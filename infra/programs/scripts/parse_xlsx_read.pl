# Spreadsheet::ParseXLSX: the texts of a sheet.
use strict;
use warnings;
use JSON::PP;
use Encode;
use Spreadsheet::ParseXLSX;

my $book = Spreadsheet::ParseXLSX->new->parse($ARGV[0]) or die 'cannot be opened';
my $sheet = $book->worksheet(decode('UTF-8', $ARGV[1])) or die 'no such sheet';
my ($first, $last) = $sheet->row_range();
my ($left, $right) = $sheet->col_range();
my @rows;
for my $row ($first .. $last) {
    push @rows, [map { my $cell = $sheet->get_cell($row, $_); $cell ? '' . $cell->value() : undef } $left .. $right];
}
print JSON::PP->new->utf8->encode(\@rows), "\n";
