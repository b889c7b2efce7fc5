-- How one phone answered a gathering's statements last, by the random number it answers with.
select statement, vote from statement_votes where gathering = $gathering and person = $person
