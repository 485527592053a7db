<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output indent="yes" encoding="UTF-8"/>
<xsl:template match="/"><o><a><b>1</b><c/></a><m>t<i>x</i></m><s xml:space="preserve"><q/></s><!-- --></o></xsl:template>

</xsl:stylesheet>
