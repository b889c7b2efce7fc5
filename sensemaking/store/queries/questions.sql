select id, words, form, low, high from questions order by lower(words), id
