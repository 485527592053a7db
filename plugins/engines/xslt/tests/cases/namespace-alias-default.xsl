<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all" xmlns:a="urn:alias">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:namespace-alias stylesheet-prefix="a" result-prefix="xsl"/>
<xsl:template match="/"><o><a:stylesheet version="1.0" a:x="1"><a:template match="{name(*)}"/></a:stylesheet></o></xsl:template>
</xsl:stylesheet>
