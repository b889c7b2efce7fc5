-- The gatherings that were prepared and have not ended, in the order they were prepared.
select gathering, min(sequence) as began from s.gathering_event
group by gathering
having count(*) filter (act = 'ended') = 0
order by began
