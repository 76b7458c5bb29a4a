import { FlowError, type AskedPermission, type ComposeImages } from '@flowdeck/shared'
import { choicesFor, useExport } from '../../export/exportStore.ts'
import { command } from '../connection/connect.ts'
import { closeCompose, useCompose } from './composeControl.ts'
import { failedToRun, runBarNow } from './runControl.ts'

/**
 * Saves the open Flow and starts it as containers, with the images that were chosen for its exports. What the server asks consent for is
 * shown in the dialog; the next call agrees to it.
 */
export async function startCompose(): Promise<void> {
  const { flowId, busy, asked } = useCompose.getState()
  const missing = asked?.filter(({ granted }) => !granted) ?? []
  const bar = runBarNow()
  if (flowId === null || busy || bar?.flowId !== flowId) return
  useCompose.setState({ busy: true })
  try {
    const revision = await bar.document.saveBeforeStart()
    if (revision !== null)
      await command('run.compose', {
        flowId,
        revision,
        images: chosenImages(flowId),
        ...(missing.length > 0 ? { allow: missing.map(({ id }) => id) } : {}),
      })
    closeCompose()
  } catch (thrown) {
    const { code, details } = FlowError.from(thrown)
    if (code === 'CONSENT_NEEDED')
      return useCompose.setState({ busy: false, asked: details['permissions'] as AskedPermission[] })
    failedToRun(thrown)
    closeCompose()
  }
}

function chosenImages(flowId: string): ComposeImages {
  const { images, gatewayImage, imageOverrides } = choicesFor(useExport.getState(), flowId)
  return {
    images,
    ...(gatewayImage === '' ? {} : { gateway_image: gatewayImage }),
    image_overrides: imageOverrides,
  }
}
