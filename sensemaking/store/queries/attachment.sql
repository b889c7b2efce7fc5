-- One picture kept with a gathering.
select media_type, content from s.attachment where id = $id and gathering = $gathering
