-- SPDX-License-Identifier: BSD-3-Clause
-- Made by tools/islegen from proto/: do not edit.
-- Wireshark dissector: wireshark -X lua_script:isle.lua; on TCP choose it by "Decode As", or set
-- the preference "TCP port" of the protocol ISLE.

local kinds = {
	[2] = {name = "CALL", fields = {{"budget_ms", "u32"}, {"window", "u32"}}},
	[3] = {name = "REPLY", fields = {}},
	[4] = {name = "DATA", fields = {}},
	[5] = {name = "CREDIT", fields = {{"granted", "u32"}, {"done", "u32"}}},
	[7] = {name = "PING", fields = {{"t1_us", "u64"}}},
}

local errors = {
	[0] = "OK",
	[2] = "ENOENT",
	[300] = "EIO",
}

local flags = {
	{0x01, "END"},
	{0x08, "ANSWER"},
}

local services = {
	[5] = {name = "demo", methods = {
		[1] = {name = "MAKE", args = {{"colour", "u32"}},
			results = {{"thing", "handle"}, {"size", "u64"}}},
		[2] = {name = "LOOK", args = {{"thing", "handle"}},
			results = {{"x", "i32"}, {"y", "i64"}, {"z", "u32"}}},
		[9] = {name = "TALK", args = {{"since", "i64"}},
			results = {}},
	}},
}

local isle = Proto("isle", "ISLE")
isle.prefs.port = Pref.uint("TCP port", 0, "0 = none")

local f = isle.fields
f.kind = ProtoField.uint8("isle.kind", "Kind")
f.flags = ProtoField.uint8("isle.flags", "Flags", base.HEX)
f.tag = ProtoField.uint16("isle.tag", "Session tag", base.HEX)
f.id = ProtoField.uint32("isle.id", "Call id", base.HEX)
f.context = ProtoField.uint8("isle.context", "Context")
f.service = ProtoField.uint8("isle.service", "Service")
f.code = ProtoField.uint16("isle.code", "Code")
f.fixed = ProtoField.uint16("isle.fixed_bytes", "Fixed bytes")
f.tail = ProtoField.bytes("isle.tail", "Tail")

local words = {u32 = 1, i32 = 1, handle = 1, u64 = 2, i64 = 2}
-- What a REPLY answers, by conversation and call id, remembered from its CALL.
local calls = {}

local function add_fields(tree, buf, at, fixed, fields)
	for _, field in ipairs(fields) do
		local size = 4 * words[field[2]]
		if at + size > fixed then
			return
		end
		local value = size == 8 and buf(at, 8):le_uint64() or buf(at, 4):le_uint()
		tree:add(buf(at, size), field[1] .. ": " .. tostring(value))
		at = at + size
	end
end

local function flag_names(value)
	local names = {}
	for _, flag in ipairs(flags) do
		if math.floor(value / flag[1]) % 2 == 1 then
			names[#names + 1] = flag[2]
		end
	end
	return table.concat(names, " ")
end

-- Source and destination in either order name the same conversation.
local function call_key(pinfo, id, answer)
	local from, to = tostring(pinfo.src) .. pinfo.src_port, tostring(pinfo.dst) .. pinfo.dst_port
	if answer then
		from, to = to, from
	end
	return from .. ">" .. to .. "#" .. id
end

local function dissect_frame(buf, pinfo, root)
	local tree = root:add(isle, buf())
	if buf:len() < 16 then
		tree:append_text(" (too short)")
		return
	end
	local kind = kinds[buf(0, 1):uint()]
	local id, code = buf(4, 4):le_uint(), buf(10, 2):le_uint()
	local fixed = math.min(buf(12, 2):le_uint(), buf:len())
	tree:add(f.kind, buf(0, 1)):append_text(kind and " " .. kind.name or " (unknown)")
	tree:add(f.flags, buf(1, 1)):append_text(" " .. flag_names(buf(1, 1):uint()))
	tree:add_le(f.tag, buf(2, 2))
	tree:add_le(f.id, buf(4, 4))
	tree:add(f.context, buf(8, 1))
	tree:add(f.service, buf(9, 1))
	tree:add_le(f.code, buf(10, 2))
	tree:add_le(f.fixed, buf(12, 2))
	if not kind then
		return
	end
	local text = kind.name
	add_fields(tree, buf, 16, fixed, kind.fields)
	if kind.name == "CALL" then
		local service = services[buf(9, 1):uint()]
		local method = service and service.methods[code]
		text = text .. " " .. (service and service.name or "?") .. "." .. (method and method.name or code)
		if method then
			add_fields(tree, buf, 24, fixed, method.args)
			calls[call_key(pinfo, id, false)] = {text, method}
		end
	elseif kind.name == "REPLY" then
		local call = calls[call_key(pinfo, id, true)]
		text = text .. " " .. (errors[code] or code)
		if call then
			text = text .. " to " .. call[1]
			add_fields(tree, buf, 16, fixed, call[2].results)
		end
	elseif kind.name == "CANCEL" or kind.name == "GOODBYE" then
		text = text .. " " .. (errors[code] or code)
	end
	if buf:len() > fixed then
		tree:add(f.tail, buf(fixed))
	end
	tree:append_text(": " .. text)
	pinfo.cols.info:append(" " .. text)
end

local function frame_length(buf, _, at)
	return 4 + buf(at, 4):le_uint()
end

local function dissect_pipe(buf, pinfo, root)
	dissect_frame(buf(4):tvb(), pinfo, root)
	return buf:len()
end

function isle.dissector(buf, pinfo, root)
	pinfo.cols.protocol = "ISLE"
	pinfo.cols.info = ""
	dissect_tcp_pdus(buf, root, 4, frame_length, dissect_pipe)
	return buf:len()
end

local tcp = DissectorTable.get("tcp.port")
tcp:add_for_decode_as(isle)
local port = 0
function isle.prefs_changed()
	if port ~= 0 then
		tcp:remove(port, isle)
	end
	port = isle.prefs.port
	if port ~= 0 then
		tcp:add(port, isle)
	end
end
