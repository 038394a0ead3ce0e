<?xml version="1.0" encoding="UTF-8"?>
<psc:chapters xmlns:psc="http://podlove.org/simple-chapters" version="1.2">
 <psc:chapter start="00:00:00.000" title="Show" />
 <psc:chapter start="00:00:10.500" title="Ad: Acme" />
 <psc:chapter start="00:00:20.250" title="Promo" />
 <psc:chapter start="00:00:22.000" title="Show" />
 <psc:chapter start="00:00:51.040" title="Ad: Bolt" />
</psc:chapters>
