"""Pages in other formats: spreadsheet, PDF, Data Package; and the catalogue as a document."""
