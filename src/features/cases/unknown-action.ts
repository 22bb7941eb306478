import { type Problem, problem } from '../../shared/problem.js'
import { ACTION_NAMES } from '../workflow/statuses.js'

/** 400 for an action that does not exist: the one that was probably meant, and all there are. Repeats nothing sent. */
export function unknownAction(given: string): Problem {
  const nearest = nearestTo(given.slice(0, 60).toLowerCase())
  const names = ACTION_NAMES.join(', ')
  const message = {
    en: `${nearest === undefined ? '' : `Did you mean ${nearest}? `}The actions are: ${names}`,
    zh: `${nearest === undefined ? '' : `是否为 ${nearest}？`}可用的动作：${names}`,
  }
  return problem('INVALID_INPUT', { errors: [{ pointer: '/action', code: 'ENUM', message }] })
}

/** By the number of letters to alter; beyond a third of the name it is another word. */
function nearestTo(given: string): string | undefined {
  const [best] = ACTION_NAMES.map((name) => ({ name, distance: distanceOf(given, name.toLowerCase()) })).sort(
    (a, b) => a.distance - b.distance,
  )
  return best !== undefined && best.distance <= best.name.length / 3 ? best.name : undefined
}

/** Levenshtein's distance, a row at a time. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries())
      next.push(
        Math.min((row[j] ?? 0) + (letter === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1),
      )
    row = next
  }
  return row[b.length] ?? 0
}
