select id, version, scale, name, parent from systems
