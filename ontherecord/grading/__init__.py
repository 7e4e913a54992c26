"""Mark a class: from a folder of returned notebooks to marks, feedback and a log."""
