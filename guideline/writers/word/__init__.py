"""What `to_docx` puts together: each module makes one part of a Word file, or a piece of one."""
