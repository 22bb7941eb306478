import { problem } from '../shared/problem.js'

/** Looking for the place costs a parse for each halving, so only where that is quick. */
const LONGEST_LOOKED_THROUGH = 64 * 1024

/** Where the text stops being JSON. The engine's own message says that rarely, and quotes the body, which may be about a person. */
export function brokenJson(text: string) {
  if (text.length > LONGEST_LOOKED_THROUGH) return problem('MALFORMED_REQUEST')
  const before = text.slice(0, lengthOfBeginning(text)).split('\n')
  const [line, column] = [before.length, (before.at(-1) ?? '').length + 1]
  return problem('MALFORMED_REQUEST', {
    detail: {
      en: `The body is no JSON: look at line ${line}, column ${column}.`,
      zh: `请求正文不是有效的 JSON：请检查第 ${line} 行第 ${column} 列。`,
    },
  })
}

/** Length of the longest part from the start that more text could make into JSON. */
function lengthOfBeginning(text: string): number {
  let [low, high] = [0, text.length]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (isBeginning(text.slice(0, middle))) low = middle
    else high = middle - 1
  }
  return low
}

function isBeginning(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch (error) {
    const { message } = error as SyntaxError
    const position = /at position (\d+)/.exec(message)?.[1]
    return /end of JSON/.test(message) || (position !== undefined && Number(position) >= text.length)
  }
}
