-- SPDX-License-Identifier: BSD-3-Clause
-- Made by tools/islegen from proto/: do not edit.
-- Wireshark dissector: wireshark -X lua_script:isle.lua; on TCP choose it by "Decode As", or set
-- the preference "TCP port" of the protocol ISLE.

local kinds = {
	[1] = {name = "HELLO", fields = {{"magic", "u32"}, {"version_min", "u32"}, {"version_max", "u32"}, {"features", "u32"}, {"frame_max", "u32"}, {"window", "u32"}, {"calls_max", "u32"}, {"keepalive_ms", "u32"}, {"role", "u32"}, {"nonce", "u32"}, {"tag", "u32"}, {"reserved", "u32"}, {"session_id", "u64"}}},
	[2] = {name = "CALL", fields = {{"budget_ms", "u32"}, {"window", "u32"}}},
	[3] = {name = "REPLY", fields = {}},
	[4] = {name = "DATA", fields = {}},
	[5] = {name = "CREDIT", fields = {{"granted", "u32"}, {"done", "u32"}}},
	[6] = {name = "CANCEL", fields = {}},
	[7] = {name = "PING", fields = {{"t1_us", "u64"}}},
	[8] = {name = "PONG", fields = {{"t1_us", "u64"}, {"t2_us", "u64"}, {"t3_us", "u64"}}},
	[9] = {name = "PAUSED", fields = {{"max_s", "u32"}, {"reserved", "u32"}}},
	[10] = {name = "GOODBYE", fields = {}},
}

local errors = {
	[0] = "OK",
	[1] = "EPERM",
	[2] = "ENOENT",
	[3] = "ESRCH",
	[4] = "EINTR",
	[5] = "EIO",
	[6] = "ENXIO",
	[7] = "E2BIG",
	[8] = "ENOEXEC",
	[9] = "EBADF",
	[10] = "ECHILD",
	[11] = "EAGAIN",
	[12] = "ENOMEM",
	[13] = "EACCES",
	[14] = "EFAULT",
	[15] = "ENOTBLK",
	[16] = "EBUSY",
	[17] = "EEXIST",
	[18] = "EXDEV",
	[19] = "ENODEV",
	[20] = "ENOTDIR",
	[21] = "EISDIR",
	[22] = "EINVAL",
	[23] = "ENFILE",
	[24] = "EMFILE",
	[25] = "ENOTTY",
	[26] = "ETXTBSY",
	[27] = "EFBIG",
	[28] = "ENOSPC",
	[29] = "ESPIPE",
	[30] = "EROFS",
	[31] = "EMLINK",
	[32] = "EPIPE",
	[33] = "EDOM",
	[34] = "ERANGE",
	[35] = "EDEADLK",
	[36] = "ENAMETOOLONG",
	[37] = "ENOLCK",
	[38] = "ENOSYS",
	[39] = "ENOTEMPTY",
	[40] = "ELOOP",
	[41] = "ENOMSG",
	[42] = "EIDRM",
	[43] = "EILSEQ",
	[44] = "EOVERFLOW",
	[45] = "ENOSTR",
	[46] = "ENODATA",
	[47] = "ETIME",
	[48] = "ENOSR",
	[49] = "EREMOTE",
	[50] = "ENOLINK",
	[51] = "ECOMM",
	[52] = "EPROTO",
	[53] = "EMULTIHOP",
	[54] = "EBADMSG",
	[55] = "EBADFD",
	[56] = "EREMCHG",
	[57] = "EUSERS",
	[58] = "ENOTSOCK",
	[59] = "EDESTADDRREQ",
	[60] = "EMSGSIZE",
	[61] = "EPROTOTYPE",
	[62] = "ENOPROTOOPT",
	[63] = "EPROTONOSUPPORT",
	[64] = "ESOCKTNOSUPPORT",
	[65] = "ENOTSUP",
	[66] = "EPFNOSUPPORT",
	[67] = "EAFNOSUPPORT",
	[68] = "EADDRINUSE",
	[69] = "EADDRNOTAVAIL",
	[70] = "ENETDOWN",
	[71] = "ENETUNREACH",
	[72] = "ENETRESET",
	[73] = "ECONNABORTED",
	[74] = "ECONNRESET",
	[75] = "ENOBUFS",
	[76] = "EISCONN",
	[77] = "ENOTCONN",
	[78] = "ESHUTDOWN",
	[79] = "ETOOMANYREFS",
	[80] = "ETIMEDOUT",
	[81] = "ECONNREFUSED",
	[82] = "EHOSTDOWN",
	[83] = "EHOSTUNREACH",
	[84] = "EALREADY",
	[85] = "EINPROGRESS",
	[86] = "ESTALE",
	[87] = "EREMOTEIO",
	[88] = "EDQUOT",
	[89] = "ENOMEDIUM",
	[90] = "EMEDIUMTYPE",
	[91] = "ECANCELED",
	[92] = "EOWNERDEAD",
	[93] = "ENOTRECOVERABLE",
	[94] = "ENOKEY",
	[95] = "EKEYEXPIRED",
	[96] = "EKEYREVOKED",
	[97] = "EKEYREJECTED",
	[98] = "EHWPOISON",
	[99] = "ERFKILL",
	[100] = "ENOTUNIQ",
	[101] = "ENONET",
	[102] = "ENOATTR",
	[200] = "ELINK",
	[201] = "EVERSION",
	[202] = "ENOSERVICE",
	[203] = "EREPLACED",
	[204] = "ESTOPPING",
	[205] = "ESLEEPING",
	[206] = "EGONE",
}

local flags = {
	{0x01, "END"},
	{0x02, "EOM"},
	{0x04, "URGENT"},
	{0x08, "ANSWER"},
	{0x10, "CHANNEL"},
	{0x20, "MESSAGE"},
}

local services = {
	[0] = {name = "session", methods = {
		[1] = {name = "CONTEXT_OPEN", args = {},
			results = {{"context", "u32"}}},
		[2] = {name = "CONTEXT_CLOSE", args = {{"context", "u32"}},
			results = {}},
		[3] = {name = "BATCH", args = {{"ops", "u32"}},
			results = {{"done", "u32"}}},
		[4] = {name = "ECHO", args = {},
			results = {}},
	}},
	[1] = {name = "console", methods = {
		[1] = {name = "ATTACH", args = {{"stream", "u32"}},
			results = {}},
		[2] = {name = "WATCH", args = {{"flags", "u32"}},
			results = {}},
	}},
	[2] = {name = "file", methods = {
		[1] = {name = "OPEN", args = {{"flags", "u32"}, {"mode", "u32"}},
			results = {{"handle", "handle"}, {"type", "u32"}, {"size", "u64"}, {"traits", "u32"}, {"reserved", "u32"}}},
		[2] = {name = "CLOSE", args = {{"handle", "handle"}},
			results = {}},
		[3] = {name = "PREAD", args = {{"handle", "handle"}, {"count", "u32"}, {"offset", "u64"}},
			results = {{"count", "u32"}, {"flags", "u32"}}},
		[4] = {name = "PWRITE", args = {{"handle", "handle"}, {"flags", "u32"}, {"offset", "u64"}, {"count", "u32"}},
			results = {{"count", "u32"}}},
		[5] = {name = "FSYNC", args = {{"handle", "handle"}, {"data_only", "u32"}},
			results = {}},
		[6] = {name = "FTRUNCATE", args = {{"handle", "handle"}, {"size", "u64"}},
			results = {}},
		[7] = {name = "TRUNCATE", args = {{"size", "u64"}},
			results = {}},
		[8] = {name = "STAT", args = {{"flags", "u32"}},
			results = {{"dev", "u64"}, {"ino", "u64"}, {"type", "u32"}, {"mode", "u32"}, {"nlink", "u32"}, {"uid", "u32"}, {"gid", "u32"}, {"blksize", "u32"}, {"rdev", "u64"}, {"size", "u64"}, {"blocks", "u64"}, {"atime_s", "i64"}, {"atime_ns", "u32"}, {"mtime_s", "i64"}, {"mtime_ns", "u32"}, {"ctime_s", "i64"}, {"ctime_ns", "u32"}, {"btime_s", "i64"}, {"btime_ns", "u32"}, {"mask", "u32"}, {"reserved", "u32"}}},
		[9] = {name = "FSTAT", args = {{"handle", "handle"}},
			results = {{"dev", "u64"}, {"ino", "u64"}, {"type", "u32"}, {"mode", "u32"}, {"nlink", "u32"}, {"uid", "u32"}, {"gid", "u32"}, {"blksize", "u32"}, {"rdev", "u64"}, {"size", "u64"}, {"blocks", "u64"}, {"atime_s", "i64"}, {"atime_ns", "u32"}, {"mtime_s", "i64"}, {"mtime_ns", "u32"}, {"ctime_s", "i64"}, {"ctime_ns", "u32"}, {"btime_s", "i64"}, {"btime_ns", "u32"}, {"mask", "u32"}, {"reserved", "u32"}}},
		[10] = {name = "CHMOD", args = {{"mode", "u32"}, {"flags", "u32"}},
			results = {}},
		[11] = {name = "FCHMOD", args = {{"handle", "handle"}, {"mode", "u32"}},
			results = {}},
		[12] = {name = "UTIMENS", args = {{"flags", "u32"}, {"atime_s", "i64"}, {"atime_ns", "u32"}, {"mtime_s", "i64"}, {"mtime_ns", "u32"}},
			results = {}},
		[13] = {name = "FUTIMENS", args = {{"handle", "handle"}, {"atime_s", "i64"}, {"atime_ns", "u32"}, {"mtime_s", "i64"}, {"mtime_ns", "u32"}},
			results = {}},
		[14] = {name = "STATVFS", args = {},
			results = {{"bsize", "u32"}, {"frsize", "u32"}, {"blocks", "u64"}, {"bfree", "u64"}, {"bavail", "u64"}, {"files", "u64"}, {"ffree", "u64"}, {"favail", "u64"}, {"fsid", "u64"}, {"flags", "u32"}, {"namemax", "u32"}}},
		[15] = {name = "FSTATVFS", args = {{"handle", "handle"}},
			results = {{"bsize", "u32"}, {"frsize", "u32"}, {"blocks", "u64"}, {"bfree", "u64"}, {"bavail", "u64"}, {"files", "u64"}, {"ffree", "u64"}, {"favail", "u64"}, {"fsid", "u64"}, {"flags", "u32"}, {"namemax", "u32"}}},
		[16] = {name = "OPENDIR", args = {},
			results = {{"handle", "handle"}}},
		[17] = {name = "READDIR", args = {{"handle", "handle"}, {"flags", "u32"}, {"cookie", "u64"}, {"entries_max", "u32"}},
			results = {{"entries", "u32"}, {"eof", "u32"}, {"cookie", "u64"}}},
		[18] = {name = "MKDIR", args = {{"mode", "u32"}},
			results = {}},
		[19] = {name = "RMDIR", args = {},
			results = {}},
		[20] = {name = "UNLINK", args = {},
			results = {}},
		[21] = {name = "RENAME", args = {{"flags", "u32"}, {"old_bytes", "u32"}},
			results = {}},
		[22] = {name = "LINK", args = {{"flags", "u32"}, {"old_bytes", "u32"}},
			results = {}},
		[23] = {name = "SYMLINK", args = {{"target_bytes", "u32"}},
			results = {}},
		[24] = {name = "READLINK", args = {},
			results = {}},
		[25] = {name = "ACCESS", args = {{"mode", "u32"}, {"flags", "u32"}},
			results = {}},
		[26] = {name = "GETCWD", args = {},
			results = {}},
		[27] = {name = "CHDIR", args = {},
			results = {}},
		[28] = {name = "GETFILE", args = {{"count", "u32"}},
			results = {{"count", "u32"}, {"flags", "u32"}}},
		[29] = {name = "PUTFILE", args = {{"flags", "u32"}, {"mode", "u32"}, {"path_bytes", "u32"}, {"count", "u32"}},
			results = {{"count", "u32"}}},
		[30] = {name = "LSEEK", args = {{"handle", "handle"}, {"whence", "u32"}, {"offset", "i64"}},
			results = {{"offset", "u64"}}},
		[31] = {name = "SYNC", args = {},
			results = {}},
		[32] = {name = "DUP", args = {{"handle", "handle"}},
			results = {{"handle", "handle"}}},
		[33] = {name = "GETFL", args = {{"handle", "handle"}},
			results = {{"flags", "u32"}, {"reserved", "u32"}}},
		[34] = {name = "SETFL", args = {{"handle", "handle"}, {"flags", "u32"}},
			results = {}},
		[35] = {name = "POLL", args = {{"handle", "handle"}, {"events", "u32"}},
			results = {{"events", "u32"}, {"reserved", "u32"}}},
		[36] = {name = "LOCK", args = {{"handle", "handle"}, {"kind", "u32"}, {"flags", "u32"}, {"start", "u64"}, {"length", "u64"}},
			results = {}},
		[37] = {name = "GETLOCK", args = {{"handle", "handle"}, {"kind", "u32"}, {"start", "u64"}, {"length", "u64"}},
			results = {{"kind", "u32"}, {"pid", "u32"}, {"start", "u64"}, {"length", "u64"}}},
		[38] = {name = "CHOWN", args = {{"uid", "u32"}, {"gid", "u32"}, {"flags", "u32"}},
			results = {}},
		[39] = {name = "FCHOWN", args = {{"handle", "handle"}, {"uid", "u32"}, {"gid", "u32"}},
			results = {}},
		[40] = {name = "MKNOD", args = {{"type", "u32"}, {"mode", "u32"}, {"rdev", "u64"}},
			results = {}},
		[41] = {name = "FALLOCATE", args = {{"handle", "handle"}, {"flags", "u32"}, {"offset", "u64"}, {"length", "u64"}},
			results = {}},
		[42] = {name = "COPY", args = {{"handle", "handle"}, {"to_handle", "u32"}, {"offset", "u64"}, {"to_offset", "u64"}, {"count", "u64"}},
			results = {{"count", "u64"}}},
		[43] = {name = "GETXATTR", args = {{"flags", "u32"}, {"path_bytes", "u32"}},
			results = {{"count", "u32"}, {"reserved", "u32"}}},
		[44] = {name = "SETXATTR", args = {{"flags", "u32"}, {"how", "u32"}, {"path_bytes", "u32"}, {"name_bytes", "u32"}},
			results = {}},
		[45] = {name = "LISTXATTR", args = {{"flags", "u32"}},
			results = {{"count", "u32"}, {"reserved", "u32"}}},
		[46] = {name = "REMOVEXATTR", args = {{"flags", "u32"}, {"path_bytes", "u32"}},
			results = {}},
		[47] = {name = "REALPATH", args = {},
			results = {}},
		[48] = {name = "WATCH", args = {{"flags", "u32"}},
			results = {{"handle", "handle"}}},
		[49] = {name = "WATCH_ADD", args = {{"handle", "handle"}, {"mask", "u32"}},
			results = {{"watch", "u32"}}},
		[50] = {name = "WATCH_REMOVE", args = {{"handle", "handle"}, {"watch", "u32"}},
			results = {}},
		[51] = {name = "IOCTL", args = {{"handle", "handle"}, {"request", "u32"}, {"value", "u32"}},
			results = {{"handle", "handle"}, {"value", "u32"}}},
	}},
	[4] = {name = "ipc", methods = {
		[1] = {name = "REGISTER", args = {{"version", "u32"}, {"flags", "u32"}, {"cookie", "u32"}},
			results = {{"registration", "handle"}}},
		[2] = {name = "UNREGISTER", args = {{"registration", "handle"}},
			results = {}},
		[3] = {name = "BIND", args = {{"version_min", "u32"}, {"wait_ms", "u32"}},
			results = {{"binding", "handle"}, {"version", "u32"}, {"methods", "u32"}}},
		[4] = {name = "UNBIND", args = {{"binding", "handle"}},
			results = {}},
		[5] = {name = "CALL", args = {{"target", "handle"}, {"method", "u32"}},
			results = {{"status", "i32"}}},
		[6] = {name = "CONNECT", args = {{"target", "handle"}},
			results = {}},
		[7] = {name = "LOOKUP_METHOD", args = {{"binding", "handle"}},
			results = {{"method", "u32"}}},
	}},
	[7] = {name = "control", methods = {
		[1] = {name = "STATUS", args = {},
			results = {}},
		[2] = {name = "HOLD", args = {{"on", "u32"}, {"seconds", "u32"}},
			results = {}},
		[3] = {name = "LIST", args = {{"what", "u32"}},
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
