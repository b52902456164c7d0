-- Who comes next? Many visitors in turn, each with a session of its own, and strangers among them.
-- Arguments: a file of the visitors' tokens, how many of ten requests are a stranger's, a file of the strangers' tokens.

local known, strangers = {}, {}
local strangersOfTen, turn, nextKnown, nextStranger = 0, 0, 0, 0

local function requests(file)
  local all = {}
  for token in io.lines(file) do
    wrk.headers['Authorization'] = 'Bearer ' .. token
    all[#all + 1] = wrk.format('GET')
  end
  return all
end

function init(args)
  known = requests(args[1])
  strangersOfTen = tonumber(args[2] or '0')
  if args[3] then strangers = requests(args[3]) end
end

local function isStranger()
  return math.floor((turn + 1) * strangersOfTen / 10) > math.floor(turn * strangersOfTen / 10)
end

function request()
  local stranger = strangersOfTen > 0 and isStranger()
  turn = turn + 1
  if not stranger then
    nextKnown = nextKnown % #known + 1
    return known[nextKnown]
  end
  nextStranger = nextStranger + 1
  if not strangers[nextStranger] then
    io.stderr:write('no stranger is left\n')
    os.exit(1)
  end
  return strangers[nextStranger]
end
