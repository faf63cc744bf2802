# Excel::Writer::XLSX.
use strict;
use warnings;
use utf8;
use JSON::PP;
use Excel::Writer::XLSX;

my ($path, $output) = @ARGV;
open my $file, '<:raw', $path or die $!;
my $given = decode_json(do { local $/; <$file> });
my $book = Excel::Writer::XLSX->new($output);
$book->set_1904() if $given->{since1904};
my $sheet = $book->add_worksheet($given->{sheet});
my @cannot;
for my $one (@{$given->{cells}}) {
    my ($row, $column, $kind, $value) = ($one->{row} - 1, $one->{column} - 1, $one->{kind}, $one->{value});
    my %how;
    $how{num_format} = $one->{format} if $one->{format};
    my $struck = $given->{struck};
    $how{font_strikeout} = 1 if $struck && $struck->[0] == $one->{row} && $struck->[1] == $one->{column};
    my $style = %how ? $book->add_format(%how) : undef;
    if ($kind eq 'date') { $sheet->write_date_time($row, $column, "${value}T", $style) }
    elsif ($kind eq 'datetime') { $sheet->write_date_time($row, $column, $value, $style) }
    elsif ($kind eq 'midnight') {
        # It takes the text of a date, not a moment.
        push @cannot, $one->{property};
        $sheet->write_date_time($row, $column, "${value}T", $style);
    }
    elsif ($kind eq 'number') { $sheet->write_number($row, $column, $value, $style) }
    elsif ($kind eq 'boolean') { $sheet->write_boolean($row, $column, $value ? 1 : 0, $style) }
    elsif ($kind eq 'formula') { $sheet->write_formula($row, $column, "=$value", $style) }
    elsif ($kind eq 'rich') { $sheet->write_rich_string($row, $column, $book->add_format(bold => 1), $value->[0], $value->[1]) }
    elsif ($kind eq 'link') {
        my $target = $one->{target};
        if ($target =~ /^www/) { push @cannot, $one->{property}; $target = "https://$target" }
        $sheet->write_url($row, $column, $target, $style, $value);
    }
    else { $sheet->write_string($row, $column, $value, $style) }
}
if ($given->{merged}) {
    $sheet->merge_range(0, 0, 0, 2, $given->{cells}[0]{value}, $book->add_format());
    $sheet->set_row($given->{hiddenRow} - 1, undef, undef, 1);
    $sheet->set_column($given->{hiddenColumn} - 1, $given->{hiddenColumn} - 1, undef, undef, 1);
    for my $other (@{$given->{hiddenSheets}}) {
        my $added = $book->add_worksheet($other->[0]);
        $added->write_string(0, 0, 'FASIT');
        if ($other->[1] eq 'hidden') { $added->hide() }
        elsif ($added->can('very_hidden')) { $added->very_hidden() }
        else { $added->hide(); push @cannot, 'very-hidden-sheet' }
    }
    my ($row, $column, $text) = @{$given->{comment}};
    $sheet->write_comment($row - 1, $column - 1, $text, author => 'Kommunen');
    my ($top, $left, $bottom, $right, $values) = @{$given->{validation}};
    $sheet->data_validation($top - 1, $left - 1, $bottom - 1, $right - 1, { validate => 'list', source => $values });
    $sheet->autofilter(map { $_ - 1 } @{$given->{filter}});
}
if ($given->{table}) {
    my $top = $given->{table}[0];
    my @headers = map { { header => $_->{value} } } grep { $_->{row} == $top } @{$given->{cells}};
    $sheet->add_table((map { $_ - 1 } @{$given->{table}}), { name => 'Tabel1', columns => \@headers });
}
$book->close();
print encode_json({ cannot => \@cannot }), "\n";
