import '@fontsource-variable/inter/wght.css'
import '@xyflow/react/dist/style.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/layout.css'
import './styles/canvas.css'
import './start/start.css'
import './styles/arrange.css'
import './styles/inspector.css'
import './styles/versions.css'
import { loadLanguage } from './i18n/t.ts'

// Constants of the modules are words too: they are read once the language is there.
await loadLanguage()
await import('./app/start.tsx')
