import type { Test } from 'tap'
import type { Role } from '../../src/shared/roles.js'
import { mulberry } from '../helpers/rights-world.js'
import type { Relation } from './matrix.js'

/** A role in a relation to the thing, and what it is to be answered. */
export interface Cell {
  role: Role
  relation: Relation
  expected: string | number
}

/** Which cells of an operation or of an act are asked. */
export type Choice = <C extends Cell>(cells: readonly C[]) => readonly C[]

export const everyCell: Choice = (cells) => cells

/**
 * For each role one relation of each answer that it gets, chosen anew in every run: MATRIX_SEED repeats a run. So every
 * role is tried on everything, where it may and where it may not.
 */
export function oneOfEach(t: Test): Choice {
  const seed = Number(process.env.MATRIX_SEED ?? Math.floor(Math.random() * 2 ** 31))
  t.comment(`MATRIX_SEED=${seed}`)
  const random = mulberry(seed)
  return <C extends Cell>(cells: readonly C[]) => {
    const likes = new Map<string, C[]>()
    for (const cell of cells) {
      const name = `${cell.role} ${cell.expected}`
      likes.set(name, [...(likes.get(name) ?? []), cell])
    }
    return [...likes.values()].flatMap((like) => like[Math.floor(random() * like.length)] ?? [])
  }
}
