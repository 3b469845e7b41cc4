"""Writers: each turns a document into one format, and sees nothing but the document."""
