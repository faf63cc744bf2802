% Octave's io.
pkg load io
arguments = argv();
given = jsondecode(fileread(arguments{1}));
table = cell(0, 12);
cannot = {"date-hides-zero", "date-long", "phone-format"};
if given.since1904
  cannot = {"date-1904"};
else
  cannot = [cannot, {"title", "hidden-row", "hidden-column", "hidden-sheet", "very-hidden-sheet", "comment", "validation", "filter", "struck"}];
end
for at = 1:numel(given.cells)
  if iscell(given.cells) one = given.cells{at}; else one = given.cells(at); end
  value = one.value;
  if any(strcmp(one.kind, {"date", "datetime", "midnight"}))
    % It has no dates: a number of days is what users write.
    value = datenum(value(1:10), "yyyy-mm-dd") - datenum(1899, 12, 30);
    if isfield(one, "property") && ! isempty(one.property) cannot{end + 1} = one.property; end
    value = datestr(value + datenum(1899, 12, 30), "dd-mm-yyyy");
  elseif any(strcmp(one.kind, {"link", "rich", "formula"}))
    cannot{end + 1} = one.property;
    value = "https://www.odense.dk/borger";
    if strcmp(one.kind, "rich") || strcmp(one.property, "formula") value = "Jobcenter"; end
  end
  table{one.row, one.column} = value;
end
xlswrite(arguments{2}, table, given.sheet);
printf("%s\n", jsonencode(struct("cannot", {cannot})));
