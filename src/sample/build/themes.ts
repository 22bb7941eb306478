import { LEGAL_THEMES, NATURAL_THEMES } from '../../features/dictionaries/theme-data.js'

/** The code of a theme by its name (主题分类), so that items read as they are meant. */
const codeOf =
  (themes: typeof NATURAL_THEMES) =>
  (name: string): string => {
    const theme = themes.find(([, zh]) => zh === name)
    if (theme === undefined) throw new Error(`no theme ${name}`)
    return theme[0]
  }

export const naturalTheme = codeOf(NATURAL_THEMES)
export const legalTheme = codeOf(LEGAL_THEMES)
