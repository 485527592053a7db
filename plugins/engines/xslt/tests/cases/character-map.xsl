<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" use-character-maps="m"/>
<xsl:character-map name="m"><xsl:output-character character="ä" string="&amp;auml;"/></xsl:character-map>
<xsl:template match="/"><o a="ä">Bär</o></xsl:template>
</xsl:stylesheet>
