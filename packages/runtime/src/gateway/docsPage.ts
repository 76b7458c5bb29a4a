import type { GatewaySettings } from './Gateway.ts'

const escape = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)

/** A page that lists the routes of `/openapi.json` and sends requests to them. One file, nothing loaded from elsewhere. */
export function docsPage({ title, description }: GatewaySettings): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(title)}</title>
<style>
:root{color-scheme:light dark;--line:color-mix(in srgb,currentColor 18%,transparent)}
body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
details{border:1px solid var(--line);border-radius:8px;margin:.5rem 0;padding:.5rem .8rem}
summary{cursor:pointer} code,textarea,pre{font:13px/1.5 ui-monospace,monospace}
textarea{width:100%;min-height:9rem;box-sizing:border-box} pre{overflow:auto;max-height:24rem;border-top:1px solid var(--line);padding-top:.6rem}
b{display:inline-block;min-width:4.5rem} button{padding:.35rem .9rem}
</style>
<h1>${escape(title)}</h1><p>${escape(description)}</p>
<p>The machine-readable form is at <a href="openapi.json">openapi.json</a>.</p>
<main id="routes"></main>
<script>
const main=document.getElementById('routes');
fetch('openapi.json').then(r=>r.json()).then(api=>{
  for(const [path,methods] of Object.entries(api.paths))for(const [method,op] of Object.entries(methods)){
    const box=document.createElement('details'),head=document.createElement('summary');
    const verb=document.createElement('b');verb.textContent=method.toUpperCase();
    const name=document.createElement('code');name.textContent=path;
    head.append(verb,name,' – '+op.summary);box.append(head);
    const body=document.createElement('textarea');body.ariaLabel='Request body';
    if(op.requestBody){
      const example={data:[{text:'hello'}],parameters:{}};
      const schema=op.requestBody.content['application/json'].schema.properties;
      if(schema.execEndpoint)example.execEndpoint=(schema.execEndpoint.examples||[])[0]||'/';
      body.value=JSON.stringify(example,null,2);box.append(body)}
    const send=document.createElement('button');send.textContent='Send';
    const out=document.createElement('pre');out.hidden=true;
    send.onclick=async()=>{out.hidden=false;out.textContent='…';
      try{const r=await fetch(path,{method:method.toUpperCase(),...(op.requestBody?{body:body.value,headers:{'content-type':'application/json'}}:{})});
        const text=await r.text();let shown=text;try{shown=JSON.stringify(JSON.parse(text),null,2)}catch{}
        out.textContent=r.status+' '+r.statusText+'\\n'+shown}catch(e){out.textContent=String(e)}};
    box.append(send,out);main.append(box)}
});
</script>
</html>
`
}
