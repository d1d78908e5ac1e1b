/// How reports look: one sheet for light, dark, small screens and paper.
///
/// The colours of the series were searched for, so that any two of them are at least 9 apart (100 times the distance in
/// Oklab) for readers with normal, protanope and deuteranope vision and 8 for tritanopes, simulated after Machado, Oliveira &
/// Fernandes, IEEE TVCG 15(6), 2009, [doi:10.1109/TVCG.2009.113](https://doi.org/10.1109/TVCG.2009.113); each has a contrast of
/// at least 3 to 1 with the page.
enum StyleSheet {
  static let css = """
    :root{color-scheme:light dark;--page:#fcfcfb;--ink:#14140f;--soft:#52514e;--muted:#72706b;--grid:#e8e7e2;
    --axis:#b5b3ab;--blue:#137ad3;--orange:#ec6818;--teal:#02715d;--violet:#4f3374;--rose:#5f1e19;--ochre:#735904;
    --grey:#95928c;--fault:#d03b3b;--faultink:#a32420;--tint:#f3f2ee;--shade:.13}
    @media (prefers-color-scheme:dark){:root{--page:#191918;--ink:#f4f3ee;--soft:#c3c2b7;--muted:#96948c;
    --grid:#2d2d2a;--axis:#5a5953;--blue:#5698f7;--orange:#f98000;--teal:#86f8c7;--violet:#9c4abd;--rose:#fa93b2;
    --ochre:#fcc64f;--grey:#757269;--fault:#e66767;--faultink:#ff9d95;--tint:#242422;--shade:.24}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
    body{margin:0 auto;padding:2.5rem 1.25rem 3rem;max-width:62rem;background:var(--page);color:var(--ink);
    font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif}
    h1{margin:0;font-size:1.75rem;line-height:1.2;font-weight:650;letter-spacing:-.015em;text-wrap:balance}
    h2{margin:0 0 .5rem;font-size:1.2rem;line-height:1.3;font-weight:650;letter-spacing:-.005em}
    p{margin:0 0 .75rem;max-width:46rem}
    .subtitle{margin:.4rem 0 0;color:var(--soft)}
    header{margin-bottom:2rem}
    main>*{margin:0 0 2.25rem}
    .prose{margin-bottom:1.25rem}
    main>*+.prose:not(:first-child){margin-top:2.75rem}
    .figures{display:flex;flex-wrap:wrap;gap:1rem 3.25rem;padding:1rem 0;border-block:1px solid var(--grid)}
    .figures dt{color:var(--soft);font-size:.85rem}
    .figures dd{margin:0}
    .figures strong{display:block;font-size:1.6rem;line-height:1.3;font-weight:600;letter-spacing:-.01em}
    .figures span{color:var(--muted);font-size:.82rem}
    figure{break-inside:avoid}
    figcaption{margin-bottom:.6rem}
    figcaption strong,caption{font-weight:620;font-size:1rem}
    figcaption span{display:block;color:var(--soft);font-size:.88rem}
    svg{display:block}
    .chart>svg{width:100%;height:auto}
    .chart>.narrow{display:none}
    .legend{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;margin:0 0 .5rem;padding:0;list-style:none;font-size:.86rem;
    color:var(--soft)}
    .legend li{display:flex;align-items:center;gap:.45rem}
    .legend svg{flex:none}
    .wide text{font-size:12px}
    .narrow text{font-size:13px}
    text{fill:var(--muted);font-variant-numeric:tabular-nums}
    text.y,text.threshold,text.end{text-anchor:end}
    text.x,text.empty{text-anchor:middle}
    text.x.end{text-anchor:end}
    .grid,.base{fill:none;stroke:var(--grid);stroke-width:1;vector-effect:non-scaling-stroke}
    .base{stroke:var(--axis)}
    .line{fill:none;stroke:var(--c);stroke-width:1.6;stroke-linejoin:round;stroke-linecap:round;
    vector-effect:non-scaling-stroke}
    .fine{stroke-width:1.1}
    .dashed{stroke-dasharray:5 4}
    .dot{fill:var(--c)}
    .band{fill:var(--c);fill-opacity:.32}
    .span.fault{fill:var(--fault);fill-opacity:var(--shade)}
    .span.neutral{fill:var(--grey);fill-opacity:var(--shade)}
    .leader{fill:none;stroke:var(--grey);stroke-width:1;stroke-opacity:.6}
    .leader.fault{stroke:var(--fault)}
    .label{fill:var(--soft)}
    .label.fault{fill:var(--faultink)}
    path.threshold{fill:none;stroke:var(--soft);stroke-width:1.2;stroke-dasharray:2 3;vector-effect:non-scaling-stroke}
    text.threshold{fill:var(--soft);paint-order:stroke;stroke:var(--page);stroke-width:4px;stroke-linejoin:round}
    .c-blue{--c:var(--blue)}.c-orange{--c:var(--orange)}.c-teal{--c:var(--teal)}.c-violet{--c:var(--violet)}
    .c-rose{--c:var(--rose)}.c-ochre{--c:var(--ochre)}.c-grey{--c:var(--grey)}
    .bars ul{margin:0;padding:0;list-style:none}
    .bars li{display:grid;grid-template-columns:minmax(6rem,12rem) 1fr minmax(4.5rem,auto);gap:.8rem;
    align-items:center;padding:.22rem 0;font-size:.9rem}
    .bars .name{overflow-wrap:anywhere}
    .bars .bar{display:block;height:.85rem;min-width:1px;background:var(--c);border-radius:0 3px 3px 0}
    .bars .track{border-left:1px solid var(--axis)}
    .bars .value{text-align:right;font-variant-numeric:tabular-nums;color:var(--soft)}
    .scroll{overflow-x:auto}
    .scroll:focus-visible{outline:2px solid var(--blue);outline-offset:3px}
    table{border-collapse:collapse;width:100%;font-size:.9rem;line-height:1.4}
    caption{text-align:left;padding-bottom:.5rem}
    th,td{padding:.42rem 0 .42rem 1.4rem;border-bottom:1px solid var(--grid);vertical-align:baseline;font-weight:400}
    th:first-child{padding-left:0;position:sticky;left:0;background:var(--page)}
    thead th{color:var(--soft);font-size:.84rem;vertical-align:bottom;border-bottom-color:var(--axis)}
    .t{text-align:left}
    .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
    .hi>*,.hi>th:first-child{font-weight:650;background:var(--tint)}
    .note,footer{color:var(--muted);font-size:.82rem}
    .note{margin:.55rem 0 0}
    footer{border-top:1px solid var(--grid);padding-top:.9rem;overflow-wrap:anywhere}
    @media (max-width:639px){body{padding:1.5rem 1rem 2rem}h1{font-size:1.4rem}.chart>.wide{display:none}
    .chart>.narrow{display:block}.bars li{grid-template-columns:1fr auto;gap:.1rem .8rem;padding:.4rem 0}.bars .track{grid-row:2;grid-column:1/3}
    .figures{display:grid;grid-template-columns:1fr 1fr;gap:1rem}}
    @media print{:root{color-scheme:light}body{max-width:none;padding:0;font-size:10pt}.scroll{overflow:visible}
    .chart>.wide{display:block}.chart>.narrow{display:none}
    *{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
    """
}
