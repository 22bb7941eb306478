import { placeRatingRows } from './rating-store.js'

/** Copies anew where the organs of ratings lie (重算评价区划). */
export const placeRatings = placeRatingRows
