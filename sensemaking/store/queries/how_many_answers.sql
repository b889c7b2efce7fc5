-- How many answers a gathering's statements have so far; never whose, and never shown as a number.
select count(*) as given from statement_votes where gathering = $gathering
