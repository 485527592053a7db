<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:output name="f" method="xml" omit-xml-declaration="yes" indent="no" cdata-section-elements="name"/>
<xsl:template match="/"><o><xsl:for-each select="//hund"><xsl:result-document href="{@id}.xml" format="f"><h><xsl:copy-of select="name"/></h></xsl:result-document></xsl:for-each><xsl:result-document href="liste.txt" method="text"><xsl:value-of select="//hund/@id" separator=";"/></xsl:result-document>haupt</o></xsl:template>
</xsl:stylesheet>
