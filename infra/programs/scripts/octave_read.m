% Octave's io: the texts of a sheet.
pkg load io
arguments = argv();
[numbers, texts, raw] = xlsread(arguments{1}, arguments{2});
found = {};
for at = 1:numel(raw)
  one = raw{at};
  if ischar(one) found{end + 1} = one; end
end
printf("%s\n", jsonencode({found}));
